import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 64 bits name a key, 256 bits prove it; 32 bits of CRC tell it from any other text. */
const ID = { bytes: 8, length: 11 };
const SECRET = { bytes: 32, length: 43 };
const CHECK_LENGTH = 6;

/** Letters and digits alone, so that a double click takes the whole key. */
const FORM = new RegExp(`^([a-z][a-z0-9_]{0,30}_[0-9A-Za-z]{${ID.length}})[0-9A-Za-z]{${SECRET.length + CHECK_LENGTH}}$`);

/** What API_KEY_PREFIX may be. */
export const PREFIX_FORM = /^[a-z][a-z0-9_]{0,30}_$/;

/** A new key's public part: the prefix and an id. It is shown in lists, and the key is looked up by it. */
export function newKeyPrefix(prefix: string): string {
  return prefix + base62(randomBytes(ID.bytes), ID.length);
}

/**
 * A key: its public part, a secret of 256 bits, and six check characters, the CRC-32 of all before them. By these, scanners
 * for leaked secrets tell a key from a text that looks like one, without asking anybody.
 */
export function newKey(keyPrefix: string): string {
  const body = keyPrefix + base62(randomBytes(SECRET.bytes), SECRET.length);
  return body + checkOf(body);
}

/** The public part of a well-formed key; null: it is none. */
export function keyPrefixOf(text: string): string | null {
  const [, keyPrefix] = FORM.exec(text) ?? [];
  const isWhole = keyPrefix !== undefined && checkOf(text.slice(0, -CHECK_LENGTH)) === text.slice(-CHECK_LENGTH);
  return isWhole ? keyPrefix : null;
}

function checkOf(body: string): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return base62(sum, CHECK_LENGTH);
}

function base62(bytes: Buffer, length: number): string {
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  while (text.length < length) {
    text = DIGITS[Number(rest % 62n)]! + text;
    rest /= 62n;
  }
  return text;
}
