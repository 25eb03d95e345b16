import path from 'node:path';
import { ROOT } from '../paths.mjs';
import { run } from '../process/run.mjs';

const LIMIT_SECONDS = 60;

/**
 * Writes the archive from which the suites' processes take their modules (test/runner/archive) into the folder of a build.
 * Without one they load as they do in production, which only takes longer.
 *
 * @param {string} dist
 * @param {(line: string) => void} log
 */
export async function recordModules(dist, log) {
  const began = Date.now();
  const args = ['--experimental-import-meta-resolve', path.join(ROOT, 'test/runner/archive/record.mjs'), dist];
  const { code, output } = await run(process.execPath, args, { cwd: ROOT, limitSeconds: LIMIT_SECONDS });
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  log(code === 0 ? `modules kept for the processes of the tests in ${seconds} s` : `processes will start slowly, for their modules could not be kept: ${output.trim()}`);
}
