import { randomBytes } from 'node:crypto';
import type { HashCost } from '../engines/hash-engine';

/** A stored password, taken apart: `<kid of the pepper, or nothing>$argon2id$v=19$m=…,t=…,p=…$<salt>$<hash>`. */
export interface StoredPassword {
  readonly pepperId: string;
  /** The PHC string, as other programs write it. */
  readonly phc: string;
  readonly cost: HashCost;
}

const COST = 'm=([1-9]\\d{0,6}),t=([1-9]\\d?),p=([1-9]\\d?)';
const SALT_AND_HASH = '([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})';
const FORM = new RegExp(`^([A-Za-z0-9_-]{0,32})(\\$argon2id\\$v=19\\$${COST}\\$${SALT_AND_HASH})$`);
/** What a damaged or planted row may cost at most: 1 GiB. */
const MOST_MEMORY_KIB = 1_048_576;

/** Null for what is no Argon2id hash of version 19 with sane parameters (RFC 9106 §3.1: m is at least 8p). */
export function parseStored(stored: string): StoredPassword | null {
  const [, pepperId = '', phc = '', ...rest] = FORM.exec(stored) ?? [];
  const [memoryCost = 0, timeCost = 0, parallelism = 0] = rest.slice(0, 3).map(Number);
  const isSane = phc !== '' && memoryCost <= MOST_MEMORY_KIB && memoryCost >= 8 * parallelism;
  if (!isSane || !rest.slice(3).every(isBase64)) return null;
  return { pepperId, phc, cost: { memoryCost, timeCost, parallelism } };
}

export function isSameCost(one: HashCost, other: HashCost): boolean {
  const { memoryCost, timeCost, parallelism } = one;
  return memoryCost === other.memoryCost && timeCost === other.timeCost && parallelism === other.parallelism;
}

/**
 * A hash that no password has: random bytes in the place of the result. Comparing with it costs what comparing with a
 * real one of that cost does, since Argon2 is computed in full before anything is compared.
 */
export function dummyPhc({ memoryCost, timeCost, parallelism }: HashCost): string {
  const [salt, hash] = [randomBytes(16), randomBytes(32)].map((bytes) => bytes.toString('base64').replace(/=+$/, ''));
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${salt}$${hash}`;
}

/** PHC strings carry base64 without padding; a length of 4n+1 encodes nothing. */
function isBase64(text: string): boolean {
  return text.length % 4 !== 1;
}
