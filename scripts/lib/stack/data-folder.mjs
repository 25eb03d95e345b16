import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Fault } from '../fault.mjs';
import { ROOT, WORKSPACE } from '../paths.mjs';
import { isAlive } from '../process/alive.mjs';
import { canEnter, databaseUser } from '../servers/database-user.mjs';

const MARK = '.countersign-data';
const DATA = ['postgres', 'postgres.new', 'redis', 'secrets.env'];
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
const MEMORY = '/dev/shm';
/** `statfs(2)` */
const TMPFS = 0x01021994;
/** `npm test` takes 190 MiB of it and a long run 720, beside what their processes hold; a container has 64 MiB there unless told otherwise. */
const ROOM_BYTES = 3 * 1024 ** 3;
const ROOM_FILES = 50_000;

/** A folder of this clone that PostgreSQL's user can reach: `.data`, else one below /var/lib for a clone closed to him. */
export async function reachableHome() {
  makeFolder(WORKSPACE);
  const user = databaseUser();
  if (await canEnter(WORKSPACE, user)) return WORKSPACE;
  const digest = createHash('sha256').update(ROOT).digest('hex').slice(0, 8);
  const home = path.join('/var/lib/countersign', `${path.basename(ROOT)}-${digest}`);
  makeFolder(path.dirname(home));
  makeFolder(home);
  return home;
}

/** Where the stack that stays keeps its data: `DATA_DIR`, else `stack` in the reachable home. */
export async function lastingFolder(env) {
  return env.DATA_DIR ? path.resolve(ROOT, env.DATA_DIR) : path.join(await reachableHome(), 'stack');
}

/**
 * A new folder for data that goes with the command, in memory where there is room: a database is three hundred files, and one made
 * after others were dropped takes ten times the processor time on a disk (ext4 passes by what was just deleted).
 */
export async function passingFolder(purpose) {
  return (await folderInMemory(purpose)) ?? temporaryFolder(purpose);
}

/** @returns {Promise<string | null>} null: there is no room, or PostgreSQL's user cannot enter */
async function folderInMemory(purpose) {
  // Asked before the folder is there: a signal meanwhile would leave it, and nobody sweeps here.
  if (!hasRoomInMemory() || !(await canEnter(MEMORY, databaseUser()))) return null;
  const folder = fs.mkdtempSync(path.join(MEMORY, `countersign-${purpose}-${process.pid}-`));
  fs.chmodSync(folder, 0o711);
  return folder;
}

function hasRoomInMemory() {
  try {
    fs.accessSync(MEMORY, fs.constants.W_OK);
    const { bavail, bsize, type, files, ffree } = fs.statfsSync(MEMORY);
    const hasFiles = files === 0 || ffree >= ROOM_FILES; // 0: as many as one likes
    return type === TMPFS && hasFiles && Math.min(bavail * bsize, process.availableMemory()) >= ROOM_BYTES;
  } catch {
    return false; // Another system than Linux, or a jail without it.
  }
}

/** A new folder on the disk for data that goes with the command; those of commands that died are removed on the way. */
export async function temporaryFolder(purpose) {
  const parent = path.join(await reachableHome(), 'temporary');
  makeFolder(parent);
  for (const name of fs.readdirSync(parent)) {
    if (isAlive(Number(name.split('-')[1]))) continue;
    fs.rmSync(path.join(parent, name), { recursive: true, force: true });
  }
  const folder = fs.mkdtempSync(path.join(parent, `${purpose}-${process.pid}-`));
  fs.chmodSync(folder, 0o711);
  return folder;
}

/** Makes the folder ready for use, and refuses one that holds other things. */
export async function openDataFolder(folder) {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new Fault(`The data folder ${folder} cannot be made (${error.code}): set DATA_DIR to one that can.`);
  }
  const strangers = fs.readdirSync(folder).filter((name) => name !== 'lost+found');
  if (strangers.length > 0 && !isOurs(folder)) {
    throw new Fault(`DATA_DIR names ${folder}, which holds other things: name an empty folder.`);
  }
  const user = databaseUser();
  if (!(await canEnter(folder, user))) {
    throw new Fault(`PostgreSQL runs as user ${user.uid}, who cannot enter ${folder}: set DATA_DIR to a folder that he can.`);
  }
  fs.writeFileSync(path.join(folder, MARK), 'Made by `npm run up`. `npm run down -- --purge` removes it.\n');
  fs.mkdirSync(path.join(folder, 'logs'), { recursive: true, mode: 0o700 });
  rotateLogs(path.join(folder, 'logs'));
}

/** Removes the data that the stack made: servers' folders and secrets. */
export function emptyDataFolder(folder) {
  if (!isOurs(folder)) return;
  for (const name of DATA) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
}

/** Removes all that the stack made, and the folder itself when nothing else is in it. */
export function removeDataFolder(folder) {
  if (!isOurs(folder)) return;
  emptyDataFolder(folder);
  for (const name of ['logs', MARK]) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  if (fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
}

export function logFileOf(folder, name) {
  return path.join(folder, 'logs', `${name}.log`);
}

function isOurs(folder) {
  return fs.existsSync(path.join(folder, MARK));
}

/** Open for passing through, whatever the umask: PostgreSQL's user must reach its own folder in it. */
function makeFolder(folder) {
  if (fs.existsSync(folder)) return;
  fs.mkdirSync(folder, { recursive: true });
  fs.chmodSync(folder, 0o711);
}

function rotateLogs(folder) {
  for (const name of fs.readdirSync(folder).filter((entry) => entry.endsWith('.log'))) {
    const file = path.join(folder, name);
    if (fs.statSync(file).size > LOG_LIMIT_BYTES) fs.renameSync(file, `${file}.1`);
  }
}
