import { spawn } from 'node:child_process';
import { signalGroup } from './alive.mjs';

/**
 * Runs a program to its end and keeps its output.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: object, user?: { uid: number, gid: number } | null, limitSeconds?: number,
 *   onOutput?: (text: string) => void, signal?: AbortSignal }} [options] past `limitSeconds` (default 60) it is killed.
 * @returns {Promise<{ code: number | null, output: string, isLate: boolean }>} code null when it was killed or could
 *   not be started; output of both streams
 */
export function run(command, args, options = {}) {
  const { cwd = '/', env = process.env, user, limitSeconds = 60, onOutput = () => {}, signal } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...user });
    let output = '';
    let isLate = false;
    const kill = () => child.pid && signalGroup(child.pid, 'SIGKILL');
    const limit = setTimeout(() => {
      isLate = true;
      kill();
    }, limitSeconds * 1000);
    const settle = (code) => {
      clearTimeout(limit);
      signal?.removeEventListener('abort', kill);
      process.removeListener('exit', kill);
      resolve({ code, output, isLate });
    };
    const take = (chunk) => {
      output += chunk;
      onOutput(String(chunk));
    };

    signal?.addEventListener('abort', kill);
    process.on('exit', kill);
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (error) => {
      output += error.message;
      settle(null);
    });
    child.once('close', settle);
  });
}
