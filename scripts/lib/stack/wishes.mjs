import net from 'node:net';
import pg from 'pg';
import { Fault } from '../fault.mjs';
import { placeOfSetting, portSetting, setting } from '../environment.mjs';

const LIMIT_MS = 5000;

/**
 * What the caller's settings say about PostgreSQL and Redis. Throws one sentence when an address is none.
 *
 * @returns {{ databaseUrl?: string, redis: 'given' | 'off' | 'own', redisUrl: string | null }}
 */
export function serverWishes(env) {
  const databaseUrl = setting(env, 'DATABASE_URL');
  if (databaseUrl) refuseOtherThan(/^postgres(ql)?:\/\//, databaseUrl, 'DATABASE_URL', 'postgresql://user:password@host:5432/name');
  if (setting(env, 'REDIS_ENABLED') === 'false') return { databaseUrl, redis: 'off', redisUrl: null };
  const redisUrl = givenRedis(env);
  return { databaseUrl, redis: redisUrl ? 'given' : 'own', redisUrl };
}

function givenRedis(env) {
  const url = setting(env, 'REDIS_URL');
  if (url) {
    refuseOtherThan(/^rediss?:\/\/[^/]/, url, 'REDIS_URL', 'redis://:password@host:6379');
    return url;
  }
  const host = setting(env, 'REDIS_HOST');
  const port = portSetting(env, 'REDIS_PORT');
  if (!host && !port) return null;
  const password = setting(env, 'REDIS_PASSWORD');
  const scheme = setting(env, 'REDIS_TLS_ENABLED') === 'true' ? 'rediss' : 'redis';
  const made = `${scheme}://${password ? `:${encodeURIComponent(password)}@` : ''}${host ?? '127.0.0.1'}:${port ?? 6379}`;
  if (!URL.canParse(made)) throw new Fault('REDIS_HOST is not the name or address of a host: correct it or unset it.');
  return made;
}

/** Never with the value, which may hold a password. */
function refuseOtherThan(scheme, url, name, form) {
  if (scheme.test(url) && URL.canParse(url)) return;
  throw new Fault(`${name} is not of the form ${form} (other signs than letters and digits in the password as %XX): correct it or unset it.`);
}

/** Throws one sentence unless the given database takes a connection. */
export async function checkGivenDatabase(url) {
  const client = await connect(url);
  await client.end().catch(() => {});
}

async function connect(url) {
  let client;
  try {
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: LIMIT_MS });
    client.on('error', () => {});
    await client.connect();
    return client;
  } catch (error) {
    await client?.end().catch(() => {});
    const what = `${placeOfSetting('DATABASE_URL')} (${placeOf(url)})`;
    const reason = error.code ?? error.message;
    throw new Fault(`${what} takes no connection (${reason}): correct it, start that server, or unset it, and a PostgreSQL comes by itself.`);
  }
}

/** Whether something listens where REDIS_URL points. The service starts without it and takes it up when it comes. */
export function answersTcp(url) {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = net.connect(Number(port || 6379), hostname);
    const settle = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(2000, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

/** Host, port and path of a URL: never its password. */
export function placeOf(url) {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return 'not a URL';
  }
}
