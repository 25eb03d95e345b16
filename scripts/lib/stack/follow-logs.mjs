import fs from 'node:fs';
import path from 'node:path';

const LOOK_MS = 250;
const MOST_BYTES = 256 * 1024;

/**
 * Prints what is appended to the logs of a data folder from now on, each line with the name of its log.
 *
 * @param {string} dataDir @param {(line: string) => void} print
 * @returns {() => void} stops following
 */
export function followLogs(dataDir, print) {
  const folder = path.join(dataDir, 'logs');
  const offsets = new Map();
  for (const name of namesIn(folder)) offsets.set(name, fs.statSync(path.join(folder, name)).size);
  const look = setInterval(() => {
    for (const name of namesIn(folder)) offsets.set(name, printNew(path.join(folder, name), offsets.get(name) ?? 0, print));
  }, LOOK_MS);
  look.unref();
  return () => clearInterval(look);
}

/** Only whole lines; the rest waits for the next look. @returns {number} the new offset */
function printNew(file, offset, print) {
  const size = fs.statSync(file).size;
  if (size <= offset) return Math.min(size, offset);
  const buffer = Buffer.alloc(Math.min(size - offset, MOST_BYTES));
  const descriptor = fs.openSync(file, 'r');
  fs.readSync(descriptor, buffer, 0, buffer.length, offset);
  fs.closeSync(descriptor);
  const end = buffer.lastIndexOf(10) + 1;
  const name = path.basename(file, '.log').padEnd(8);
  for (const line of buffer.toString('utf8', 0, end).split('\n').slice(0, -1)) print(`${name} ${line}`);
  return end === 0 && buffer.length === MOST_BYTES ? offset + buffer.length : offset + end;
}

function namesIn(folder) {
  return fs.readdirSync(folder).filter((name) => name.endsWith('.log'));
}
