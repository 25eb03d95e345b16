import { setting } from '../lib/environment.mjs';
import { Fault } from '../lib/fault.mjs';
import { writeSecretFiles } from '../lib/stack/secret-files.mjs';

/** The one-shot `init` of docker-compose.yml: `node scripts/container-init.mjs <folder>`. Says names, never values. */
export async function main([folder]) {
  const address = setting(process.env, 'DATABASE_ADDRESS');
  if (!folder || !address) throw new Fault('Say the folder for the secrets, and DATABASE_ADDRESS: PostgreSQL’s URL without a password.');
  for (const [name, what] of Object.entries(writeSecretFiles(folder, address, process.env))) console.log(`${name} ${what}`);
}
