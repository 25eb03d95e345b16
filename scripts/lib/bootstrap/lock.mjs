import fs from 'fs';
import path from 'path';

const STEP_MS = 250;

/**
 * Runs `work` while holding `folder` as a lock between processes, so that two commands started together in a fresh
 * clone do the slow thing once. A holder that died is noticed by its process id.
 */
export function withLock(folder, limitSeconds, work) {
  return acquire(folder, Date.now() + limitSeconds * 1000).then(() =>
    Promise.resolve()
      .then(work)
      .then(
        (value) => release(folder, value),
        (error) => {
          release(folder);
          throw error;
        },
      ),
  );
}

function acquire(folder, deadline) {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  try {
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'pid'), String(process.pid));
    return Promise.resolve();
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (isAbandoned(folder)) release(folder);
  if (Date.now() > deadline) {
    const message = `Another command has held ${folder} for too long: end it or remove that folder, then run it again.`;
    throw Object.assign(new Error(message), { name: 'Fault' });
  }
  return new Promise((resolve) => setTimeout(resolve, STEP_MS)).then(() => acquire(folder, deadline));
}

function isAbandoned(folder) {
  try {
    process.kill(Number(fs.readFileSync(path.join(folder, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    // Without the file the holder stands between its two statements: leave it a moment.
    if (error.code === 'ENOENT') return isOlderThan(folder, 5000);
    return error.code === 'ESRCH';
  }
}

function isOlderThan(folder, ms) {
  try {
    return Date.now() - fs.statSync(folder).mtimeMs > ms;
  } catch (error) {
    return false;
  }
}

function release(folder, value) {
  fs.rmSync(folder, { recursive: true, force: true });
  return value;
}
