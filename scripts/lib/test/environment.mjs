import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'dotenv';
import { ROOT } from '../paths.mjs';

/** Settings of the service: a shell that runs it must not steer its tests. */
const OF_THE_SERVICE =
  /^(DATABASE|REDIS|JWT|TEMP_TOKEN|DEVICE_TOKEN|ENCRYPTION|PASSWORD|TWILIO|EMAIL|ARGON2|WORKER|METRICS|OTP|TOTP|RATE_LIMIT)_|_RATE_LIMIT_|^(PORT|HOST|API_BASE_PATH|TRUSTED_PROXIES|ENV_FILE|LOG_LEVEL|DATA_DIR|FRONTEND_URL|PUBLIC_URL|CORS_ORIGINS)$/;

/**
 * The environment of Jest: the caller's without settings of the service, over `.env.test`.
 *
 * @param {{ databaseUrl?: string, redisUrl?: string | null, dist?: string }} places given to the suites as
 *   TEST_DATABASE_URL (a superuser), TEST_REDIS_URL ('' when there is none) and TEST_DIST (the compiled output)
 */
export function testEnvironment({ databaseUrl, redisUrl, dist }) {
  const file = path.join(ROOT, '.env.test');
  const kept = Object.entries(process.env).filter(([name]) => !OF_THE_SERVICE.test(name));
  return {
    ...(fs.existsSync(file) ? parse(fs.readFileSync(file)) : {}),
    ...Object.fromEntries(kept),
    ...(databaseUrl ? { TEST_DATABASE_URL: databaseUrl, TEST_REDIS_URL: redisUrl ?? '' } : {}),
    ...(dist ? { TEST_DIST: dist } : {}),
    NODE_ENV: 'test',
  };
}
