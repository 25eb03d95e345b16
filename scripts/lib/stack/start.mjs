import { callerEnvironment } from '../environment.mjs';
import { Crew } from '../process/crew.mjs';
import { onCallerEnds } from '../process/caller.mjs';
import { createLog } from '../progress.mjs';
import { freePort } from '../servers/ports.mjs';
import { openDataFolder, passingFolder } from './data-folder.mjs';
import { LocalStack } from './local-stack.mjs';
import { openServers } from './open-servers.mjs';
import { secretsOf } from './secrets.mjs';
import { serverWishes } from './wishes.mjs';

/**
 * Builds, starts PostgreSQL, Redis, migrates, starts api and worker with NODE_ENV=development and returns when both are
 * ready. Throws `Fault` (one sentence with the remedy) after having stopped whatever it had started.
 *
 * @param {import('../stack.mjs').StackOptions} [options]
 * @returns {Promise<import('../stack.mjs').Stack>}
 */
export async function startStack(options = {}) {
  return withCrew(options, async (plan) => {
    const metrics = { METRICS_PORT: '0', WORKER_METRICS_PORT: '0' };
    const servicePorts = { api: options.port ?? (await freePort()), worker: await freePort(), metrics };
    const { extraEnv, services = ['worker', 'api'] } = options;
    const stack = new LocalStack({ ...plan, extraEnv, services, servicePorts });
    void stack.ended.then(plan.log);
    const info = await stack.start();
    return { ...info, build: stack.build, pids: () => stack.pids, startBeside: (beside) => stack.startBeside(beside) };
  });
}

/**
 * PostgreSQL and Redis only: no build, no migrations. The database's user is a superuser, unless `DATABASE_URL` is used.
 *
 * @public
 * @param {import('../stack.mjs').StackOptions} [options]
 * @returns {Promise<{ databaseUrl: string, redisUrl: string | null, dataDir: string, stop: () => Promise<void> }>}
 */
export async function startServers(options = {}) {
  return withCrew(options, async (plan) => {
    const { database, redis } = await openServers(plan);
    return { databaseUrl: database.url, redisUrl: redis.url, dataDir: plan.dataDir };
  });
}

/**
 * Opens a data folder and a crew, calls `start` with the plan for them, and adds `stop` to what it gives. Whatever goes
 * wrong, and whenever the caller ends, all of it is ended.
 *
 * @template T
 * @param {import('../stack.mjs').StackOptions} options
 * @param {(plan: import('./open-servers.mjs').ServerPlan) => Promise<T>} start
 * @returns {Promise<T & { stop: () => Promise<void> }>}
 */
export async function withCrew(options, start) {
  const { purpose = 'stack', env = callerEnvironment(), log = createLog(purpose) } = options;
  const crew = new Crew();
  const stopWatching = onCallerEnds(() => crew.close());
  const stop = async () => {
    stopWatching();
    await crew.close();
  };
  try {
    const dataDir = options.dataDir ?? (await passingFolder(purpose));
    if (!options.dataDir) crew.removeAtEnd(dataDir);
    await openDataFolder(dataDir);
    const isLasting = options.dataDir !== undefined;
    const plan = { purpose, env, log, crew, dataDir, isLasting, secrets: secretsOf(dataDir), wishes: serverWishes(env) };
    return { ...(await start(plan)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
