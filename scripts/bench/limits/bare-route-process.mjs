import path from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Starts bare-route.mjs. @returns {Promise<{ url: string, stop: () => void }>} */
export async function startBareRoute(databaseUrl) {
  const file = path.join(import.meta.dirname, 'bare-route.mjs');
  const env = { ...process.env, DATABASE_URL: databaseUrl, NODE_ENV: 'production' };
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { url: String(line).trim(), stop: () => child.kill() };
}
