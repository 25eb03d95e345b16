import fs from 'node:fs';
import path from 'node:path';

const PROGRAM = /(?:^|\/)dist\/apps\/(api|worker)\/src\/main\.js$/;

/**
 * Which of the two programs run in a folder: in a container that is the one beside us.
 *
 * @param {string} folder
 * @param {string} [proc] where the system shows its processes
 * @returns {('api' | 'worker')[]}
 */
export function programsIn(folder, proc = '/proc') {
  const processes = fs.readdirSync(proc).filter((name) => /^\d+$/.test(name));
  return [...new Set(processes.map((pid) => programOf(path.join(proc, pid), folder)).filter(Boolean))];
}

/** Null for another program, for one of another folder, and for a process that is not ours to see or has just ended. */
function programOf(shown, folder) {
  try {
    const [, script = ''] = fs.readFileSync(path.join(shown, 'cmdline'), 'utf8').split('\0');
    const [, name] = PROGRAM.exec(script) ?? [];
    return name && fs.readlinkSync(path.join(shown, 'cwd')) === folder ? name : null;
  } catch {
    return null;
  }
}
