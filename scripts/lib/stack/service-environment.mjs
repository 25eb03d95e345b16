import { setting } from '../environment.mjs';
import { isPlaceholder } from './secrets.mjs';

/** Raised so that ten demos in a row pass; only where the caller's settings do not say otherwise. */
const RAISED = { RATE_LIMIT_MAX_REQUESTS: '10000', REGISTER_RATE_LIMIT_MAX: '1000' };

/** The raised settings that apply. @returns {Record<string, string>} */
export function raisedSettings(env) {
  return Object.fromEntries(Object.entries(RAISED).filter(([name]) => setting(env, name) === undefined));
}

/** Secrets that still hold the placeholder of a copied example: one of development stands in for each. @returns {string[]} */
export function placeholdersIn(env, secrets) {
  return Object.keys(secrets).filter((name) => isPlaceholder(env[name]));
}

/**
 * The whole environment of api and worker.
 *
 * @param {{ env: object, secrets: Record<string, string>, databaseUrl: string, redisUrl: string | null,
 *   ports: { api: number, worker: number, metrics?: Record<string, string> }, extraEnv?: object }} options
 */
export function serviceEnvironment({ env, secrets, databaseUrl, redisUrl, ports, extraEnv }) {
  const isOpen = (name) => setting(env, name) === undefined || isPlaceholder(env[name]);
  const madeSecrets = Object.entries(secrets).filter(([name]) => isOpen(name));
  return {
    ...env,
    ...raisedSettings(env),
    ...Object.fromEntries(madeSecrets),
    HOST: setting(env, 'HOST') ?? '127.0.0.1',
    ...database(databaseUrl, env),
    ...redis(redisUrl, env),
    PORT: String(ports.api),
    WORKER_PORT: String(ports.worker),
    ...ports.metrics,
    // A shell with NODE_ENV=production would ask for secrets and Redis, and close the development inbox.
    NODE_ENV: 'development',
    ...extraEnv,
  };
}

/** Given settings stay as they were given (`DATABASE_URL_FILE` too); ours stand in for those that are not. */
function database(url, env) {
  return setting(env, 'DATABASE_URL') ? {} : { DATABASE_URL: url };
}

function redis(url, env) {
  if (!url) return { REDIS_ENABLED: 'false' };
  const isGiven = ['REDIS_URL', 'REDIS_HOST', 'REDIS_PORT'].some((name) => setting(env, name));
  return isGiven ? {} : { REDIS_URL: url, REDIS_ENABLED: 'true' };
}
