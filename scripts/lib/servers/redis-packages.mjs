import fs from 'node:fs';
import path from 'node:path';
import { run } from '../process/run.mjs';

const LIMIT_SECONDS = 20;
const PACKAGES = ['redis-server', 'redis-tools'];
/** Part of every Debian; what else redis needs is fetched beside it, since a minimal root lacks libssl3 and libatomic1. */
const ALWAYS_THERE = /^(libc6|libgcc-s1|libstdc\+\+6)$/;

/**
 * Fetches Debian's redis packages with apt-get, as any user, and unpacks them into `folder`. Nothing is installed.
 *
 * @param {string} folder
 * @param {import('../process/crew.mjs').Crew} crew its end stops the work and removes what it left, however it ends
 * @param {(line: string) => void} log
 * @returns {Promise<string | null>} null when it is there, else the reason why not, without a full stop
 */
export async function unpackRedis(folder, crew, log) {
  const draft = `${folder}.${process.pid}`;
  crew.removeAtEnd(draft);
  fs.mkdirSync(path.join(draft, 'lists', 'partial'), { recursive: true });
  fs.mkdirSync(path.join(draft, 'cache', 'archives', 'partial'), { recursive: true });
  log('no redis-server on the PATH: fetching the one of the Debian packages (nothing is installed)');
  try {
    const failure = await fetchAndUnpack(draft, crew);
    if (failure) return failure;
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(path.join(draft, 'root'), folder);
    return null;
  } catch (error) {
    return fs.existsSync(folder) ? null : error.message; // There: another command was first.
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

async function fetchAndUnpack(draft, crew) {
  const deadline = Date.now() + LIMIT_SECONDS * 1000;
  const step = async (command, args) => {
    if (crew.isClosing) return { failure: 'stopped before it was done' };
    const limitSeconds = Math.max(0.1, (deadline - Date.now()) / 1000);
    const result = await run(command, args, { cwd: draft, limitSeconds, env: { ...process.env, LC_ALL: 'C' } });
    return { ...result, failure: result.code === 0 ? null : describe(command, result) };
  };
  const options = [
    `Dir::State::lists=${draft}/lists`,
    `Dir::Cache=${draft}/cache`,
    'Debug::NoLocking=1',
    'Acquire::Retries=1',
    // No translations; and a cache of the lists, which container images switch off: each step would read them anew.
    'Acquire::Languages=none',
    'Dir::Cache::pkgcache=pkgcache.bin',
    'Dir::Cache::srcpkgcache=srcpkgcache.bin',
    ...(process.getuid?.() === 0 ? ['APT::Sandbox::User=root'] : []),
  ].flatMap((option) => ['-o', option]);

  const updated = await step('apt-get', [...options, '-qq', 'update']);
  if (updated.failure) return updated.failure;
  const needed = await step('apt-cache', [...options, 'depends', ...PACKAGES]);
  if (needed.failure) return needed.failure;
  const fetched = await step('apt-get', [...options, '-qq', 'download', ...PACKAGES, ...librariesIn(needed.output)]);
  if (fetched.failure) return fetched.failure;
  for (const file of fs.readdirSync(draft).filter((name) => name.endsWith('.deb'))) {
    const unpacked = await step('dpkg', ['-x', file, 'root']);
    if (unpacked.failure) return unpacked.failure;
  }
  return null;
}

function librariesIn(depends) {
  const names = [...depends.matchAll(/^\s*\|?Depends: (lib[^\s<:]+)/gm)].map(([, name]) => name);
  return [...new Set(names)].filter((name) => !ALWAYS_THERE.test(name));
}

function describe(command, { output, isLate }) {
  if (isLate) return `${command} was not done within ${LIMIT_SECONDS} s`;
  return `${command} failed (${output.trim().split('\n').at(-1)?.trim() || 'no message'})`;
}
