import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { callerEnvironment } from '../lib/environment.mjs';
import { Fault } from '../lib/fault.mjs';
import { flagsOf } from '../lib/options.mjs';
import { USED_CODES } from '../lib/paths.mjs';
import { hasEnded } from '../lib/process/alive.mjs';
import { createLog, patiently } from '../lib/progress.mjs';
import { removeDataFolder, lastingFolder } from '../lib/stack/data-folder.mjs';
import { askStack, forget, readRecord } from '../lib/stack/record.mjs';

const LIMIT_SECONDS = 60;

/** `npm run down`: ends the stack of this clone (or of `DATA_DIR`); `--purge` removes its data. */
export async function main(args) {
  const flags = flagsOf(args, ['purge']);
  const folder = await lastingFolder(callerEnvironment());
  const didRun = await end(folder);
  console.log(didRun ? 'Countersign has stopped.' : 'Countersign does not run.');
  if (flags.has('purge')) {
    removeDataFolder(folder);
    fs.rmSync(USED_CODES, { recursive: true, force: true });
    console.log(`Its data is removed: ${folder}`);
  }
}

/** @returns {Promise<boolean>} whether something ran */
async function end(folder) {
  const record = readRecord(folder);
  if (!record) return false;
  const answer = await askStack(folder, 'POST');
  if (!answer) {
    forget(folder); // Its supervisor died; the guardian has ended the rest.
    return false;
  }
  const log = createLog('down');
  log('ending the api, the worker, Redis and PostgreSQL');
  const remedy = `end process ${record.pid} yourself`;
  const gone = hasLeft(folder, record);
  await patiently({ log, doing: 'waiting for the stack to end', limitSeconds: LIMIT_SECONDS, remedy }, gone);
  return true;
}

async function hasLeft(folder, { pid, control }) {
  while (readRecord(folder)?.control.token === control.token) await sleep(50);
  if (!(await hasEnded(pid, 10))) throw new Fault(`The supervisor, process ${pid}, does not end: end it yourself.`);
}
