import fs from 'node:fs';
import path from 'node:path';
import { askControl } from './control.mjs';

/**
 * `stack.json` in a data folder says who runs there: `{ pid, control: { port, token } }`, mode 0600.
 * It is linked into place, which fails when one is there: two stacks never share a folder.
 */
const fileOf = (folder) => path.join(folder, 'stack.json');

/** @returns {{ pid: number, control: { port: number, token: string } } | null} */
export function readRecord(folder) {
  try {
    return JSON.parse(fs.readFileSync(fileOf(folder), 'utf8'));
  } catch {
    return null;
  }
}

/** What the stack of a folder says of itself. @returns {Promise<object | null>} null when none answers */
export async function askStack(folder, method) {
  const record = readRecord(folder);
  return record ? askControl(record.control, method) : null;
}

/** @returns {Promise<boolean>} false when another stack lives in the folder */
export async function claimFolder(folder, record) {
  const draft = `${fileOf(folder)}.${process.pid}`;
  fs.writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
  try {
    if (link(draft, folder)) return true;
    if (await askStack(folder)) return false;
    const aside = `${draft}.stale`;
    fs.renameSync(fileOf(folder), aside);
    fs.rmSync(aside, { force: true });
    return link(draft, folder);
  } catch {
    return false; // Another command cleared the same stale record a moment before.
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

export function leaveFolder(folder) {
  if (readRecord(folder)?.pid === process.pid) fs.rmSync(fileOf(folder), { force: true });
}

/** After its supervisor has died without leaving. */
export function forget(folder) {
  fs.rmSync(fileOf(folder), { force: true });
}

function link(draft, folder) {
  try {
    fs.linkSync(draft, fileOf(folder));
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}
