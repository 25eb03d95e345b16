/**
 * The local stack as other scripts use it: `npm run demo` asks for the one that runs, or starts one of its own.
 *
 * A script that uses it starts with the bootstrap, which checks Node, installs what is missing and turns a `Fault`
 * into one sentence and exit code 1:
 *
 *     import { bootstrap } from './lib/bootstrap.mjs';
 *     bootstrap(() => import('./demo/main.mjs'));   // main.mjs runs on import, and may import npm packages
 */
export { findRunningStack } from './stack/running.mjs';
export { startStack } from './stack/start.mjs';
/** @public */
export { startServers } from './stack/start.mjs';

/**
 * @typedef {object} StackOptions
 * @property {string} [purpose] one word that names the temporary folders; default 'stack'
 * @property {string} [dataDir] folder for data that shall stay; default a temporary one that `stop()` removes
 * @property {number} [port] port of the api; default a free one
 * @property {Record<string, string | undefined>} [env] the caller's settings, default `process.env` with `.env` beneath;
 *   `DATABASE_URL` and `REDIS_URL` (or `REDIS_HOST`) in it are used as they are instead of servers of our own
 * @property {Record<string, string>} [extraEnv] more environment for api and worker, on top of everything
 * @property {('api' | 'worker')[]} [services] default both
 * @property {(line: string) => void} [log] takes one line of progress; default `console.log`. At least one line in
 *   ten seconds while something is awaited
 */

/**
 * @typedef {object} Stack
 * @property {string} apiUrl such as `http://127.0.0.1:40123`, without the base path
 * @property {string} databaseUrl owner of the database that api and worker use
 * @property {string | null} redisUrl null when the stack runs without Redis
 * @property {string} dataDir holds `logs/api.log`, `logs/worker.log`, `logs/postgres.log`, `logs/redis.log`
 * @property {string} build the folder of the compiled code
 * @property {() => Record<string, number | undefined>} pids of api, worker, postgres and redis, as of now
 * @property {import('./stack/local-stack.mjs').LocalStack['startBeside']} startBeside one more api or worker
 * @property {() => Promise<void>} stop ends worker, api, Redis and PostgreSQL in this order, then removes what was
 *   temporary; safe to call twice. Signals and a dead parent do the same by themselves
 */

/**
 * startStack(options?: StackOptions): Promise<Stack>
 * Builds, starts PostgreSQL, Redis, migrates, starts api and worker with NODE_ENV=development and returns when both are
 * ready. Throws `Fault` (one sentence with the remedy) after having stopped whatever it had started.
 *
 * startServers(options?: StackOptions): Promise<{ databaseUrl, redisUrl, dataDir, stop }>
 * PostgreSQL and Redis only: no build, no migrations. `databaseUrl` is a superuser's.
 *
 * findRunningStack(env?): Promise<Omit<Stack, 'stop'> | null>
 * The stack that `npm run up` or `npm run dev` started from this clone (or in `DATA_DIR`), when it is ready.
 */
