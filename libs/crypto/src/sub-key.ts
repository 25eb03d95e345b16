import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { lengthPrefixed } from './length-prefixed';

/**
 * A key for one use, derived from a master by HKDF-SHA256 (RFC 5869): what leaks of one use tells nothing of another.
 * The salt may be empty because the master is uniformly random (RFC 5869 §3.1); the use stands in `info` (§3.2).
 */
export function subKey(master: Buffer | string, ...use: string[]): KeyObject {
  const info = lengthPrefixed(['countersign', ...use]);
  return createSecretKey(Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), info, 32)));
}
