import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../../lib/paths.mjs';

const FOLDER = path.join(ROOT, 'bench', 'results');

/**
 * @typedef {object} Run
 * @property {string} at ISO 8601
 * @property {ReturnType<typeof machine>} machine
 * @property {{ rounds: number, seconds: number, people: number, memoryCost: number }} wishes
 * @property {object[]} results
 */

/** One file a run, for machines. @returns {Run & { file: string }} `file`: where it is */
export function keepRun(wishes, results) {
  fs.mkdirSync(FOLDER, { recursive: true });
  const at = new Date().toISOString();
  const file = path.join(FOLDER, `${at.replace(/[:.]/g, '-')}.json`);
  const run = { at, machine: machine(), wishes, results };
  fs.writeFileSync(file, `${JSON.stringify(run, null, 2)}\n`);
  return { ...run, file: path.relative(ROOT, file) };
}

/** All that were kept, the last first. @returns {Run[]} */
export function keptRuns() {
  if (!fs.existsSync(FOLDER)) return [];
  const names = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.json')).sort().reverse();
  return names.map((name) => JSON.parse(fs.readFileSync(path.join(FOLDER, name), 'utf8'))).filter(({ wishes }) => wishes);
}

function machine() {
  const [{ model }] = os.cpus();
  return { cores: os.availableParallelism(), model, memoryGiB: Math.round(os.totalmem() / 2 ** 30), node: process.version, platform: `${os.platform()} ${os.arch()}` };
}

/** Whether two runs were made on machines that may be compared. @param {Run} one @param {Run} other */
export function isSameMachine(one, other) {
  return JSON.stringify(one.machine) === JSON.stringify(other.machine);
}
