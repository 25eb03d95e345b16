import { randomBytes } from 'node:crypto';

const hex = (bytes: number) => randomBytes(bytes).toString('hex');

/** One set of secrets and settings for all processes of a suite, as a deployment has it. */
export function suiteEnvironment(databaseUrl: string): Record<string, string> {
  return {
    NODE_ENV: 'development',
    APP_NAME: 'Acme: Works',
    DATABASE_URL: databaseUrl,
    REDIS_ENABLED: 'false',
    HOST: '127.0.0.1',
    PORT: '0',
    WORKER_PORT: '0',
    METRICS_PORT: '0',
    WORKER_METRICS_PORT: '0',
    LOG_LEVEL: 'info',
    JWT_ACCESS_SECRET: hex(40),
    JWT_REFRESH_SECRET: hex(40),
    TEMP_TOKEN_SECRET: hex(40),
    DEVICE_TOKEN_SECRET: hex(40),
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    ARGON2_MEMORY_COST: '19456',
    WORKER_MAX_THREADS: '1',
    // Beside suites that take all cores a hash that gives way would be done last.
    WORKER_NICE: '0',
    RATE_LIMIT_MAX_REQUESTS: '1000000',
    REGISTER_RATE_LIMIT_MAX: '1000000',
    MAIL_LINK_ADDRESS_RATE_LIMIT_MAX: '1000000',
  };
}

/** The folder of the build under test. */
export function compiledOutput(): string {
  const dist = process.env.TEST_DIST;
  if (!dist) throw new Error('TEST_DIST is not set: run the tests with "npm test" or "npm run test:e2e"');
  return dist;
}
