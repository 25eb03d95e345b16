import fs from 'node:fs';
import pg from 'pg';
import { freePort } from '../lib/servers/ports.mjs';
import { startStack } from '../lib/stack.mjs';
import { temporaryFolder } from '../lib/stack/data-folder.mjs';
import { startMailSink } from './limits/mails.mjs';
import { startReceivers } from './limits/receivers.mjs';
import { openStrictCaller } from './load.mjs';
import { makePeople } from './people.mjs';

/** Nothing is switched off but what counts by address, since all load comes from one; and mails go to a sink. */
export const SETTINGS = {
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
 * What nearly all measures stand on: the service with its servers, receivers of mails and webhooks, users.
 *
 * @param {{ wishes: object, log: (line: string) => void, undo: (() => unknown)[] }} options `undo` gets what ends it
 */
export async function openStage({ wishes, log, undo }) {
  const mails = await startMailSink();
  undo.push(mails.stop);
  const receivers = await startReceivers();
  undo.push(receivers.stop);
  const stack = await openStack({ wishes, log, undo, ports: { EMAIL_PORT: mails.port, WEBHOOK_PORTS: receivers.port } });
  const query = openQuery(stack.databaseUrl, undo);
  const caller = openStrictCaller(stack.apiUrl);
  undo.push(caller.close);
  log(`making ${wishes.people} users with an app, and ${wishes.people} without`);
  const people = await makePeople(caller.call, wishes.people, { withApp: false });
  const enrolled = await makePeople(caller.call, wishes.people, { withApp: true });
  return {
    ...{ stack, mails, receivers, people, enrolled, query, log, wishes, call: caller.call },
    ...{ build: stack.build, databaseUrl: stack.databaseUrl, seconds: wishes.seconds },
    cost: { memoryCost: wishes.memoryCost, timeCost: 2, parallelism: 1 },
    rounds: { rounds: wishes.rounds, log, pids: stack.pids },
  };
}

async function openStack({ wishes, log, undo, ports }) {
  // Named, so that PostgreSQL writes through to the disk.
  const dataDir = await temporaryFolder('bench');
  const own = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));
  const metricsPort = await freePort();
  const extraEnv = { ...SETTINGS, ...own, METRICS_PORT: String(metricsPort), ARGON2_MEMORY_COST: String(wishes.memoryCost) };
  const stack = await startStack({ purpose: 'bench', dataDir, log, extraEnv });
  undo.push(async () => {
    await stack.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  });
  return { ...stack, metricsUrl: `http://127.0.0.1:${metricsPort}/metrics` };
}

/** Statements of the bench itself, on a connection of their own. */
export function openQuery(databaseUrl, undo) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  undo.push(() => pool.end());
  return async (text, parameters) => (await pool.query(text, parameters)).rows;
}
