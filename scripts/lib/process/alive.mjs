import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process runs; a zombie (dead, its parent has not asked yet) does not. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return !isZombie(pid);
}

/** Waits until a process has ended. @returns {Promise<boolean>} false when it still runs after the limit */
export async function hasEnded(pid, limitSeconds) {
  const deadline = Date.now() + limitSeconds * 1000;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

/** Sends a signal to a process and all that it started in its own group. */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function isZombie(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}
