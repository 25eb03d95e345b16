import { Fault } from '../fault.mjs';
import { findPostgres } from '../servers/postgres-binaries.mjs';
import { startPostgres } from '../servers/postgres.mjs';
import { findRedis } from '../servers/redis-binary.mjs';
import { startRedis } from '../servers/redis.mjs';
import { databaseUser } from '../servers/database-user.mjs';
import { logFileOf, reachableHome } from './data-folder.mjs';
import { answersTcp, checkGivenDatabase, placeOf } from './wishes.mjs';

/**
 * @typedef {object} ServerPlan
 * @property {string} dataDir opened with `openDataFolder`
 * @property {{ databaseUrl?: string, redis: 'given' | 'off' | 'own', redisUrl: string | null }} wishes
 * @property {{ postgresPassword: string, redisPassword: string }} secrets
 * @property {boolean} isLasting kept between starts: written through to the disk
 * @property {{ postgres?: number, redis?: number }} [ports] taken when they are free
 * @property {import('../process/crew.mjs').Crew} crew
 * @property {(line: string) => void} log
 */

/** PostgreSQL and Redis side by side; a given database that does not serve is told before a Redis is fetched and started. */
export async function openServers(plan) {
  const given = plan.wishes.databaseUrl ? await openDatabase(plan) : null;
  const [database, redis] = await Promise.all([given ?? openDatabase(plan), openRedis(plan)]);
  return { database, redis };
}

/** @param {ServerPlan} plan @returns {Promise<{ url: string, child: import('../process/child.mjs').Child | null }>} */
export async function openDatabase({ dataDir, wishes, secrets, isLasting, ports, crew, log }) {
  if (wishes.databaseUrl) {
    await checkGivenDatabase(wishes.databaseUrl);
    log(`DATABASE_URL is used: ${placeOf(wishes.databaseUrl)}`);
    return { url: wishes.databaseUrl, child: null };
  }
  const user = databaseUser();
  const binaries = await findPostgres({ user, home: await reachableHome() });
  const logFile = logFileOf(dataDir, 'postgres');
  const password = secrets.postgresPassword;
  return startPostgres({ dataDir, logFile, binaries, user, password, isLasting, preferredPort: ports?.postgres, crew, log });
}

/**
 * Never throws: whatever fails, the service runs without Redis, and the log says so.
 *
 * @param {ServerPlan} plan
 * @returns {Promise<{ url: string | null, child: import('../process/child.mjs').Child | null,
 *   restart: () => Promise<import('../process/child.mjs').Child> }>}
 */
export async function openRedis(plan) {
  const none = { url: null, child: null, restart: () => Promise.reject(new TypeError('no Redis of ours')) };
  const { wishes, log } = plan;
  if (wishes.redis === 'off') {
    log('REDIS_ENABLED=false: the service runs without Redis');
    return none;
  }
  if (wishes.redis === 'given') {
    const isThere = await answersTcp(wishes.redisUrl);
    const place = `the given Redis (${placeOf(wishes.redisUrl)})`;
    log(isThere ? `${place} is used` : `${place} does not answer: the service runs without it until it does`);
    return { ...none, url: wishes.redisUrl };
  }
  try {
    return await openOwnRedis(plan);
  } catch (error) {
    if (plan.crew.isClosing) throw error;
    log(withoutRedis(error.message));
    return none;
  }
}

async function openOwnRedis({ dataDir, secrets, isLasting, ports, crew, log }) {
  const binary = await findRedis(crew, log);
  if (binary.missing) throw new Fault(binary.missing);
  const logFile = logFileOf(dataDir, 'redis');
  const options = { dataDir, logFile, binary, password: secrets.redisPassword, isLasting, crew };
  const { child, url, port } = await startRedis({ ...options, preferredPort: ports?.redis, log });
  const restart = async () => (await startRedis({ ...options, preferredPort: port, isPortFixed: true, log })).child;
  return { url, child, restart };
}

function withoutRedis(reason) {
  return `without Redis: ${reason.replace(/\.$/, '')}. The service works without it (limits in memory, the worker sends the messages)`;
}
