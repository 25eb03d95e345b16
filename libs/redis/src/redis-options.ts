import type { RedisOptions } from 'ioredis';
import type { RedisSettings } from './redis.settings';

export type ConnectionKind = 'shared' | 'producer' | 'worker';

const RECONNECT_STEP_MS = 100;
const RECONNECT_CAP_MS = 1000;

/** Never gives up, never waits longer than a second: what comes back is used at once. */
const common: RedisOptions = {
  connectTimeout: 1000,
  disconnectTimeout: 500,
  retryStrategy: (times) => Math.min(times * RECONNECT_STEP_MS, RECONNECT_CAP_MS),
};

/** In a request nothing waits for Redis: ioredis' own defaults give up after more than a minute. */
const failFast: RedisOptions = {
  ...common,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  commandTimeout: 200,
  autoResendUnfulfilledCommands: false,
};

/** Requests that are served at once ask at once: what one turn of the event loop asks leaves in one write. */
const shared: RedisOptions = { enableAutoPipelining: true };

/** BullMQ's workers block on the server and must outlive every outage, so no command of theirs may time out. */
const patient: RedisOptions = { ...common, maxRetriesPerRequest: null };

/** ioredis' options; null when no Redis is meant. */
export function redisOptions(settings: RedisSettings, kind: ConnectionKind): RedisOptions | null {
  if (!settings.REDIS_ENABLED || !settings.isConfigured) return null;
  const behaviour = kind === 'worker' ? patient : failFast;
  return { ...behaviour, ...(kind === 'shared' && { ...shared, keyPrefix: `${settings.REDIS_PREFIX}:` }), ...addressOf(settings) };
}

function addressOf(settings: RedisSettings): RedisOptions {
  if (settings.REDIS_URL !== null) return addressOfUrl(settings.REDIS_URL.reveal());
  const password = settings.REDIS_PASSWORD?.reveal();
  const tls = settings.REDIS_TLS_ENABLED ? { tls: {} } : {};
  if (settings.REDIS_SENTINELS.length > 0) {
    return { sentinels: settings.REDIS_SENTINELS.map(hostAndPort), name: settings.REDIS_SENTINEL_MASTER, password, ...tls };
  }
  return { host: settings.REDIS_HOST ?? undefined, port: settings.REDIS_PORT, password, ...tls };
}

/** `redis://user:password@host:port/db`, as the Redis URI scheme says it; BullMQ wants the parts. */
function addressOfUrl(text: string): RedisOptions {
  const url = new URL(text);
  const db = Number(url.pathname.slice(1) || url.searchParams.get('db') || 0);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 6379),
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    ...(Number.isInteger(db) && { db }),
    ...(url.protocol === 'rediss:' && { tls: {} }),
  };
}

function hostAndPort(text: string): { host: string; port: number } {
  const [host = '', port] = text.split(':');
  return { host, port: Number(port) };
}
