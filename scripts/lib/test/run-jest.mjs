import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '../paths.mjs';
import { signalGroup } from '../process/alive.mjs';

const SILENCE_MS = 8000;

/**
 * Runs Jest with its output passed on, and a line of our own whenever it has been silent for eight seconds.
 *
 * @param {{ args: string[], env: object, isInteractive: boolean, crew: import('../process/crew.mjs').Crew }} options
 *   `isInteractive`: Jest gets the terminal itself, for its watch mode
 * @returns {Promise<number | null>} its exit code
 */
export async function runJest({ args, env, isInteractive, crew }) {
  const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const all = [jest, '--config', path.join(ROOT, 'jest.config.cjs'), ...args];
  if (isInteractive) return ended(spawn(process.execPath, all, { cwd: ROOT, env, stdio: 'inherit' }));

  // In a group of its own, so that servers which a suite started and did not end go with it.
  const child = spawn(process.execPath, all, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const letGo = crew.adopt(child.pid);
  const stopTalking = passOn(child);
  const code = await ended(child);
  stopTalking();
  signalGroup(child.pid, 'SIGKILL');
  letGo();
  return code;
}

function ended(child) {
  return new Promise((resolve) => child.once('exit', resolve));
}

function passOn(child) {
  const began = Date.now();
  let suites = 0;
  const talk = setInterval(() => {
    console.log(`… ${suites} suites done, ${Math.round((Date.now() - began) / 1000)} s`);
  }, SILENCE_MS);
  const take = (stream) => (chunk) => {
    talk.refresh();
    suites += String(chunk).match(/^(PASS|FAIL) /gm)?.length ?? 0;
    stream.write(chunk);
  };
  child.stdout.on('data', take(process.stdout));
  child.stderr.on('data', take(process.stderr));
  return () => clearInterval(talk);
}
