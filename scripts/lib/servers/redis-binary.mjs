import fs from 'node:fs';
import path from 'node:path';
import { CACHE } from '../paths.mjs';
import { run } from '../process/run.mjs';
import { patiently } from '../progress.mjs';
import { unpackRedis } from './redis-packages.mjs';

const NAMES = ['redis-server', 'valkey-server'];
const OLDEST_MAJOR = 6;

/**
 * Finds a Redis: on the PATH, else unpacked from Debian's packages without installing them.
 *
 * @param {import('../process/crew.mjs').Crew} crew its end stops the fetching
 * @param {(line: string) => void} log
 * @returns {Promise<{ command: string, env: Record<string, string> } | { missing: string }>} `missing` says why not
 */
export async function findRedis(crew, log) {
  for (const command of NAMES) if (await isUsable({ command, env: {} })) return { command, env: {} };

  const folder = path.join(CACHE, 'redis');
  const unpacked = binaryIn(folder);
  if (unpacked && (await isUsable(unpacked))) return unpacked;

  if (crew.isClosing) return { missing: 'stopped before it was looked for' };
  const work = unpackRedis(folder, crew, log);
  const failure = await patiently({ log, doing: 'fetching Redis', limitSeconds: 30, remedy: 'set REDIS_URL' }, work);
  if (failure) return { missing: failure };
  const fresh = binaryIn(folder);
  if (fresh && (await isUsable(fresh))) return fresh;
  if (!crew.isClosing) fs.rmSync(folder, { recursive: true, force: true });
  return { missing: 'the redis-server from the Debian packages does not run here' };
}

function binaryIn(folder) {
  const command = path.join(folder, 'usr', 'bin', 'redis-server');
  if (!fs.existsSync(command)) return null;
  return { command, env: { LD_LIBRARY_PATH: libraryFolders(folder).join(':') } };
}

function libraryFolders(folder) {
  return ['usr/lib', 'lib']
    .map((name) => path.join(folder, name))
    .filter((parent) => fs.existsSync(parent))
    .flatMap((parent) => fs.readdirSync(parent).filter((name) => /-linux-/.test(name)).map((name) => path.join(parent, name)));
}

async function isUsable({ command, env }) {
  const { code, output } = await run(command, ['--version'], { env: { ...process.env, ...env }, limitSeconds: 15 });
  return code === 0 && Number(output.match(/v=(\d+)/)?.[1]) >= OLDEST_MAJOR;
}
