import { spawn } from 'node:child_process';
import { signalGroup } from './alive.mjs';

/** What runs now, to be ended together with the command. */
const running = new Set();

/** Kills every program that `run` has not finished, and waits for them. */
export async function endRuns() {
  const all = [...running];
  for (const { kill } of all) kill();
  await Promise.all(all.map(({ done }) => done));
}

/**
 * Runs a program to its end and keeps its output.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: object, user?: { uid: number, gid: number } | null, limitSeconds?: number,
 *   onOutput?: (text: string) => void }} [options] past `limitSeconds` (default 60) it is killed with all it started
 * @returns {Promise<{ code: number | null, output: string, isLate: boolean }>} code null when it was killed or could
 *   not be started; output of both streams
 */
export function run(command, args, options = {}) {
  const { cwd = '/', env = process.env, user, limitSeconds = 60, onOutput = () => {} } = options;
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...user });
  const kill = () => child.pid && signalGroup(child.pid, 'SIGKILL');
  let output = '';
  let isLate = false;

  const take = (chunk) => {
    output += chunk;
    onOutput(String(chunk));
  };
  const limit = setTimeout(() => {
    isLate = true;
    kill();
  }, limitSeconds * 1000);
  child.stdout.on('data', take);
  child.stderr.on('data', take);

  const done = ended(child, take).then((code) => {
    clearTimeout(limit);
    running.delete(entry);
    return { code, output, isLate };
  });
  const entry = { kill, done };
  running.add(entry);
  return done;
}

/** @returns {Promise<number | null>} the exit code, null when it was killed or not started */
function ended(child, take) {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      take(error.message);
      resolve(null);
    });
    child.once('close', resolve);
  });
}

process.on('exit', () => running.forEach(({ kill }) => kill()));
