import { wholeIn } from '../options.mjs';

/** The floor that the service starts with (OWASP Password Storage Cheat Sheet). */
const LEAST_KIB = 19_456;

/** `--memory-cost`, in KiB of Argon2id. @param {Record<string, string>} values @returns {number} throws a sentence for less than the floor */
export function memoryCostIn(values) {
  return wholeIn(values, 'memory-cost', LEAST_KIB);
}
