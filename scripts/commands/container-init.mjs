import { setting } from '../lib/environment.mjs';
import { Fault } from '../lib/fault.mjs';
import { writeSecretFiles } from '../lib/stack/secret-files.mjs';

/**
 * The one-shot `init` of docker-compose.yml: `node scripts/container-init.mjs <folder of the service> <of PostgreSQL> <of Redis>`.
 * Says names, never values.
 */
export async function main([service, postgres, redis]) {
  const addresses = { database: setting(process.env, 'DATABASE_ADDRESS'), redis: setting(process.env, 'REDIS_ADDRESS') };
  if (!service || !postgres || !redis || !addresses.database || !addresses.redis) {
    throw new Fault('Say three folders for the secrets (of the service, of PostgreSQL, of Redis), and DATABASE_ADDRESS and REDIS_ADDRESS: URLs with a user and without a password.');
  }
  const done = writeSecretFiles({ service, postgres, redis }, addresses, process.env);
  for (const [name, what] of Object.entries(done)) console.log(`${name} ${what}`);
}
