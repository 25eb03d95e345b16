import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { buildCopy } from '../lib/build/build.mjs';
import { Fault } from '../lib/fault.mjs';
import { memoryCostIn } from '../lib/load/memory-cost.mjs';
import { valuesOf, wholeIn } from '../lib/options.mjs';
import { WORKSPACE } from '../lib/paths.mjs';
import { createLog } from '../lib/progress.mjs';
import { startStack } from '../lib/stack.mjs';
import { startMailSink } from './limits/mails.mjs';
import { startReceivers } from './limits/receivers.mjs';
import { openStrictCaller } from './load.mjs';
import { delivery } from './measures/delivery.mjs';
import { fullLogins, passwordLogins } from './measures/logins.mjs';
import { lookUps } from './measures/look-ups.mjs';
import { webhooks } from './measures/webhooks.mjs';
import { makePeople } from './people.mjs';
import { keepResults, printTable } from './report.mjs';

const MEASURES = { P1: passwordLogins, P2: lookUps, P5: fullLogins, P8: delivery, P9: webhooks };
const OPTIONS = {
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '5' },
  people: { type: 'string', default: '200' },
  'memory-cost': { type: 'string', default: '65536' },
};
/** One for each mail of P8 and each receiver of P9. */
const LEAST_PEOPLE = 50;
/** Nothing is switched off but what counts by address, since all load comes from one; and mails go to a sink. */
const SETTINGS = {
  NODE_ENV: 'production',
  LOG_LEVEL: 'warn',
  RATE_LIMIT_MAX_REQUESTS: '100000000',
  REGISTER_RATE_LIMIT_MAX: '1000000',
  MAIL_LINK_ADDRESS_RATE_LIMIT_MAX: '1000000',
  MAIL_LINK_RATE_LIMIT_MAX: '1000',
  EMAIL_HOST: '127.0.0.1',
  EMAIL_FROM: 'no-reply@example.com',
  FRONTEND_URL: 'https://app.example.com',
  WEBHOOK_ALLOW_PRIVATE: 'true',
  WEBHOOK_PRIVATE_NETWORKS: '127.0.0.0/8',
};

/**
 * `npm run bench [-- P1 P2 …]`: what the service does a second, held against the smallest program that does the same
 * unavoidable work, by turns on the same machine. PostgreSQL writes through to the disk.
 */
export async function main(args) {
  const { values, positionals } = valuesOf(args, OPTIONS);
  const wishes = {
    rounds: wholeIn(values, 'rounds', 1),
    seconds: wholeIn(values, 'seconds', 1),
    people: wholeIn(values, 'people', LEAST_PEOPLE),
    memoryCost: memoryCostIn(values),
  };
  const unknown = positionals.find((id) => !MEASURES[id]);
  if (unknown) throw new Fault(`"${unknown}" is not measured here: use ${Object.keys(MEASURES).join(', ')}, or nothing for all.`);
  const log = createLog('bench');
  const undo = [];
  try {
    const bench = await open({ wishes, log, undo });
    const results = [];
    for (const id of positionals.length > 0 ? positionals : Object.keys(MEASURES)) results.push(await MEASURES[id](bench));
    printTable(results);
    console.log(`\nKept in ${keepResults({ cost: bench.cost }, results)}.`);
    return 0;
  } finally {
    for (const one of undo.reverse()) await one();
  }
}

/** What all measures stand on: the build, the stack, its users. `undo` gets what ends it. */
async function open({ wishes, log, undo }) {
  const dataDir = path.join(WORKSPACE, 'bench');
  fs.rmSync(dataDir, { recursive: true, force: true });
  const build = await buildCopy('bench', log, (folder) => undo.push(() => fs.rmSync(folder, { recursive: true, force: true })));
  const mails = await startMailSink();
  undo.push(mails.stop);
  const receivers = await startReceivers();
  undo.push(receivers.stop);
  const extraEnv = { ...SETTINGS, ARGON2_MEMORY_COST: String(wishes.memoryCost), EMAIL_PORT: String(mails.port), WEBHOOK_PORTS: String(receivers.port) };
  const stack = await startStack({ purpose: 'bench', dataDir, log, extraEnv });
  undo.push(async () => {
    await stack.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  });
  const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 1 });
  undo.push(() => pool.end());
  const caller = openStrictCaller(stack.apiUrl);
  undo.push(caller.close);
  log(`making ${wishes.people} users with an app, and ${wishes.people} without`);
  const people = await makePeople(caller.call, wishes.people, { withApp: false });
  const enrolled = await makePeople(caller.call, wishes.people, { withApp: true });
  return {
    ...{ build, mails, receivers, people, enrolled, call: caller.call, databaseUrl: stack.databaseUrl },
    query: async (text, parameters) => (await pool.query(text, parameters)).rows,
    seconds: wishes.seconds,
    cost: { memoryCost: wishes.memoryCost, timeCost: 2, parallelism: 1 },
    rounds: { rounds: wishes.rounds, log },
  };
}
