import { setTimeout as sleep } from 'node:timers/promises';

const RESTARTS = 5;
const WINDOW_MS = 60_000;
const PAUSE_MS = 500;

/**
 * Starts a server again when it ends unasked, at most five times a minute, and says so each time. The wait for the end of
 * a server that was asked to stop never resolves.
 *
 * @param {{ child: import('../process/child.mjs').Child, restart: () => Promise<import('../process/child.mjs').Child>,
 *   isClosing: () => boolean, log: (line: string) => void }} options
 * @returns {Promise<string>} resolves with a sentence when it is given up; never while the stack is being stopped
 */
export async function keepRunning({ child, restart, isClosing, log }) {
  let current = child;
  let restarts = [];
  for (;;) {
    const { code, signal } = await current.exited;
    if (isClosing() || current.isStopAsked) return new Promise(() => {});
    const ending = `${child.name} ended unasked (${signal ?? `exit code ${code}`})`;
    restarts = restarts.filter((at) => Date.now() - at < WINDOW_MS);
    if (restarts.length === RESTARTS) return `${ending} and is not started again: ${RESTARTS} times a minute is enough`;
    restarts.push(Date.now());
    log(`${ending}; starting it again (${restarts.length} of ${RESTARTS} in a minute)`);
    await sleep(PAUSE_MS);
    if (isClosing()) return new Promise(() => {});
    try {
      current = await restart();
    } catch (error) {
      return `${child.name} could not be started again: ${error.message}`;
    }
  }
}
