import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../paths.mjs';
import { Fault } from '../fault.mjs';
import { logFileOf, openDataFolder } from './data-folder.mjs';

const MAIN = path.join(ROOT, 'scripts', 'supervisor.mjs');

/**
 * Starts the supervisor in a session of its own. It holds no descriptor of the caller but one channel, which is let go
 * once the stack is ready, so that `npm run up | cat` returns.
 *
 * @returns {Promise<{ ready: Promise<object>, ended: Promise<{ reason: string, isFailure: boolean }>, stop: () => Promise<void>, leave: () => void }>}
 */
export async function launchSupervisor(options, folder, log) {
  await openDataFolder(folder);
  const output = fs.openSync(logFileOf(folder, 'up'), 'a', 0o600);
  const stdio = ['ignore', output, output, 'ipc'];
  const child = spawn(process.execPath, [MAIN, JSON.stringify(options)], { cwd: ROOT, detached: true, stdio });
  fs.closeSync(output);

  const exited = new Promise((resolve) => child.once('exit', resolve));
  let tellReady;
  let tellFailed;
  const isReady = new Promise((resolve) => (tellReady = resolve));
  const hasFailed = new Promise((resolve) => (tellFailed = resolve));
  child.on('message', ({ line, ready, failed }) => {
    if (line) log(line);
    if (ready) tellReady(ready);
    if (failed) tellFailed(failed);
  });
  const ended = Promise.race([hasFailed, exited.then(() => 'The stack was stopped.')]);

  return {
    ready: Promise.race([isReady, ended.then((reason) => exited.then(() => Promise.reject(new Fault(reason))))]),
    ended: ended.then((reason) => exited.then((code) => ({ reason, isFailure: code !== 0 }))),
    stop: async () => {
      if (child.connected) child.send({ stop: true }, () => {});
      await exited;
    },
    leave: () => {
      child.disconnect();
      child.unref();
    },
  };
}
