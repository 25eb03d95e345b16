import { Fault } from '../lib/fault.mjs';
import { createLog } from '../lib/progress.mjs';
import { freePort } from '../lib/servers/ports.mjs';
import { startStack } from '../lib/stack.mjs';
import { openClient } from './client.mjs';
import { Figures } from './figures.mjs';
import { optionsFrom } from './options.mjs';
import { printReport } from './report.mjs';
import { walk } from './walk.mjs';
import { watch } from './watch.mjs';

const MOST_MIB = 512;
/** Out of the way: from one machine all users come from one address. */
const RAISED = { RATE_LIMIT_MAX_REQUESTS: '1000000', REGISTER_RATE_LIMIT_MAX: '1000000' };
/** As in production, where the local stack would raise them. */
const DEFAULTS = { RATE_LIMIT_MAX_REQUESTS: undefined, REGISTER_RATE_LIMIT_MAX: undefined };

/**
 * `npm run test:stress`: many users at once, each from registration to log-out, against the compiled service in production
 * mode: once with the limits as they are, once with those by address out of the way. With `--url` one run, against what
 * runs there. @returns {Promise<number>} exit code: 0 when it held
 */
export async function main(args) {
  const options = optionsFrom(args);
  const log = createLog('stress');
  if (options.url) return verdict([await run('the given service', options.url, { ...options, log, mayRefuse: true })]);
  return verdict([
    await ownRun('with the limits of production', DEFAULTS, { ...options, log, mayRefuse: true }),
    await ownRun('with the limits by address out of the way', RAISED, { ...options, log, mayRefuse: false }),
  ]);
}

async function ownRun(title, limits, options) {
  const ports = { METRICS_PORT: String(await freePort()), WORKER_METRICS_PORT: String(await freePort()) };
  const cost = options.memoryCost ? { ARGON2_MEMORY_COST: options.memoryCost } : {};
  const extraEnv = { NODE_ENV: 'production', LOG_LEVEL: 'warn', ...ports, ...cost, ...limits };
  const stack = await startStack({ purpose: 'stress', log: options.log, extraEnv });
  try {
    const pageOf = (port) => `http://127.0.0.1:${port}/metrics`;
    const metrics = { api: pageOf(ports.METRICS_PORT), worker: pageOf(ports.WORKER_METRICS_PORT) };
    return await run(title, stack.apiUrl, { ...options, metrics });
  } finally {
    await stack.stop();
  }
}

async function run(title, url, { users, requests, concurrency, metrics, log, mayRefuse }) {
  const figures = new Figures();
  const client = openClient({ url, figures });
  const endWatch = watch({ figures, users, metrics, log });
  log(`${users} users, ${concurrency} at once, ${requests} requests each, ${title}`);
  const began = performance.now();
  let begun = 0;
  const walker = async () => {
    while (begun < users) {
      begun += 1;
      await walk(client, requests).then(() => figures.end('finished'), (error) => figures.end(error.kind ?? 'failed', error.message));
    }
  };
  await Promise.all(Array.from({ length: Math.min(users, concurrency) }, walker));
  const seconds = (performance.now() - began) / 1000;
  const processes = endWatch();
  client.close();
  printReport({ title, figures, seconds, processes });
  return { title, figures, processes, mayRefuse };
}

/** Says what did not hold, of all runs. */
function verdict(runs) {
  const faults = runs.flatMap(({ title, figures, processes, mayRefuse }) => [
    ...(figures.wrong > 0 ? [`${figures.wrong} answers were 5xx other than 503, or none, ${title}`] : []),
    ...(figures.ends.failed > 0 ? [`${figures.ends.failed} users could not finish, ${title}`] : []),
    ...(!mayRefuse && figures.ends.refused > 0 ? [`${figures.ends.refused} users were refused, ${title}`] : []),
    ...processes.filter(({ mostMiB }) => mostMiB > MOST_MIB).map(({ name, mostMiB }) => `the ${name} took ${mostMiB} MiB, ${title}`),
  ]);
  if (faults.length > 0) throw new Fault(`It did not hold: ${faults.join('; ')}.`);
  console.log('\nIt held: every user ended, no 5xx but 503 with Retry-After, 429 only by a documented limit.');
  return 0;
}
