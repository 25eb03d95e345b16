import { randomBytes, randomInt } from 'node:crypto';

/** Crockford's base 32: no I, L, O or U, which are misread or make words. */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LONGEST = 128;

/** Digits from the system's CSPRNG, each equally likely, zeros in front included (NIST SP 800-63B §3.1.3.2). */
export function randomDigits(length: number): string {
  assertLength(length);
  return Array.from({ length }, () => randomInt(10)).join('');
}

/** Characters of Crockford's alphabet, 5 bits each. 256 is a multiple of 32, so that cutting a byte favours none. */
export function randomCrockford(length: number): string {
  assertLength(length);
  return Array.from(randomBytes(length), (byte) => CROCKFORD[byte & 31]).join('');
}

function assertLength(length: number): void {
  const isGood = Number.isInteger(length) && length >= 1 && length <= LONGEST;
  if (!isGood) throw new RangeError(`A random code has 1 to ${LONGEST} characters.`);
}
