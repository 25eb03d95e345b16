import { Fault } from './fault.mjs';

/**
 * Reads `--name` flags. @param {string[]} args @param {string[]} known without the dashes
 * @returns {Set<string>} throws a sentence that lists the known ones when another is given
 */
export function flagsOf(args, known) {
  const unknown = args.find((arg) => !known.includes(arg.replace(/^--/, '')) || !arg.startsWith('--'));
  if (unknown === undefined) return new Set(args.map((arg) => arg.slice(2)));
  throw new Fault(`"${unknown}" is not known here: use ${known.map((name) => `--${name}`).join(', ')} or nothing.`);
}
