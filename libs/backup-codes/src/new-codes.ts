import { randomCrockford } from '@countersign/crypto';

export const CODES_IN_A_SET = 10;

/** 12 characters of 5 bits: 60 bits, of which NIST SP 800-63B-4 §3.1.2.2 wants 20. */
export const CODE_LENGTH = 12;

const LOW_AT = 3;

/** A set of codes, in the clear: shown and sealed, or hashed, never kept. */
export function newCodes(): string[] {
  return Array.from({ length: CODES_IN_A_SET }, () => randomCrockford(CODE_LENGTH));
}

/** Few enough to tell the user. */
export function isLow(remaining: number): boolean {
  return remaining <= LOW_AT;
}
