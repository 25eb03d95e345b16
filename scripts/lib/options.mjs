import { parseArgs } from 'node:util';
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

/**
 * Reads `--name value` options. @param {string[]} args
 * @param {import('node:util').ParseArgsConfig['options']} options as `parseArgs` takes them
 * @returns {{ values: Record<string, string | string[] | undefined>, positionals: string[] }} throws a sentence that lists the known
 *   ones when another is given
 */
export function valuesOf(args, options) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`);
    // What follows its first sentence speaks of arguments that begin with a dash.
    throw new Fault(`${error.message.split('. ')[0]}: use ${known.join(', ')}.`);
  }
}

/** @param {Record<string, string>} values @param {string} name of an option @returns {number} throws a sentence for less than `least` and for what is no whole number */
export function wholeIn(values, name, least) {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Fault(`--${name} must be a whole number, ${least} or more.`);
}
