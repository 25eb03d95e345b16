import fs from 'node:fs';
import readline from 'node:readline';
import { hasEnded, signalGroup } from './alive.mjs';

const LIMIT_SECONDS = 5;
const children = new Map();
const folders = new Set();
let isOrderly = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

for await (const line of readline.createInterface({ input: process.stdin })) note(JSON.parse(line));
if (!isOrderly) await cleanUp();

function note(message) {
  if (message.adopt) children.set(message.adopt, message.signal);
  if (message.release) children.delete(message.release);
  if (message.folder) folders.add(message.folder);
  if (message.farewell) isOrderly = true;
}

/** Last started, first ended: the api goes before the database that it uses. */
async function cleanUp() {
  for (const [pid, signal] of [...children].reverse()) {
    signalGroup(pid, signal);
    await hasEnded(pid, LIMIT_SECONDS);
    signalGroup(pid, 'SIGKILL');
    await hasEnded(pid, 1);
  }
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
