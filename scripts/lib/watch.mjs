import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';

const FOLDERS = ['apps', 'libs', 'migrations'];
/** An editor writes a file in several steps, and a switch of branch writes many files. */
const QUIET_MS = 200;

/**
 * Calls `onChange` after sources have changed, one call at a time; changes during a call lead to one more.
 *
 * @param {(file: string) => Promise<void>} onChange given the last file that changed; must not throw
 */
function watchSources(onChange) {
  let timer;
  let isBusy = false;
  let waiting = null;

  const handle = async (file) => {
    if (isBusy) return void (waiting = file);
    isBusy = true;
    await onChange(file);
    isBusy = false;
    if (waiting) void handle(waiting);
    waiting = null;
  };
  for (const folder of FOLDERS) {
    fs.watch(path.join(ROOT, folder), { recursive: true }, (_event, name) => {
      if (!name?.endsWith('.ts') || name.endsWith('.spec.ts')) return;
      clearTimeout(timer);
      timer = setTimeout(() => void handle(path.join(folder, name)), QUIET_MS);
    });
  }
}

/** Builds and starts again whenever a source changes; what does not build or start waits for the next change. */
export function reloadOnChange(stack, log) {
  watchSources(async (file) => {
    log(`${file} changed`);
    await stack.reload().catch((error) => log(`${error.message} Waiting for the next change.`));
  });
  log('watching apps, libs and migrations; Ctrl-C ends it');
}
