import fs from 'fs';
import path from 'path';

/**
 * The npm that runs us, else the one beside this Node, else the one on the PATH.
 *
 * @returns {{ command: string, args: string[] }}
 */
export function npmCommand() {
  const given = process.env.npm_execpath || '';
  if (/npm-cli\.[cm]?js$/.test(given) && fs.existsSync(given)) return { command: process.execPath, args: [given] };

  const prefix = path.dirname(path.dirname(fs.realpathSync(process.execPath)));
  const beside = path.join(prefix, 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (fs.existsSync(beside)) return { command: process.execPath, args: [beside] };
  return { command: 'npm', args: [] };
}
