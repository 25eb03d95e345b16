import { newSecrets } from '../lib/stack/secrets.mjs';

/** `npm run secrets`: new values for every secret, as lines for `.env`. `npm run -s secrets >> .env` keeps them. */
export async function main() {
  for (const [name, value] of Object.entries(newSecrets())) console.log(`${name}=${value}`);
}
