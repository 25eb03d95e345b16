import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './paths.mjs';

const FOLDERS = ['apps', 'libs', 'migrations'];
/** An editor writes a file in several steps, and a switch of branch writes many: a change counts once a look finds no more. */
const LOOK_MS = 700;

/**
 * Calls `onChange` after sources have changed, one call at a time; changes during a call lead to one more. It looks at
 * the files themselves: `fs.watch` on folders loses those that an editor saves by renaming (Node 20), and all of them on
 * shared drives.
 *
 * @param {string[]} folders
 * @param {(file: string) => Promise<void>} onChange given one file that changed; must not throw
 * @returns {Promise<never>}
 */
export async function watchSources(folders, onChange) {
  let known = look(folders);
  let changed = null;
  for (;;) {
    await sleep(LOOK_MS, undefined, { ref: false });
    const seen = look(folders);
    const file = firstDifference(known, seen);
    known = seen;
    if (!file && changed) await onChange(changed);
    changed = file;
  }
}

/** Builds and starts again whenever a source changes; what does not build or start waits for the next change. */
export function reloadOnChange(stack, log) {
  void watchSources(FOLDERS.map((name) => path.join(ROOT, name)), async (file) => {
    log(`${path.relative(ROOT, file)} changed`);
    await stack.reload().catch((error) => log(`${error.message} Waiting for the next change.`));
  });
  log('watching apps, libs and migrations; Ctrl-C ends it');
}

/** @returns {Map<string, string>} file → what changes with each way of writing it: time, size, and the file that a name points to */
function look(folders) {
  const entries = folders.flatMap((folder) => fs.readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name)));
  const sources = entries.filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  return new Map(sources.map((name) => [name, markOf(name)]));
}

function markOf(file) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : 'gone';
}

function firstDifference(before, after) {
  const names = new Set([...before.keys(), ...after.keys()]);
  for (const name of names) if (before.get(name) !== after.get(name)) return name;
  return null;
}
