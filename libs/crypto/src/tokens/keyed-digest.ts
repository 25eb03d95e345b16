import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Secret } from '@countersign/kernel';
import { lengthPrefixed } from '../length-prefixed';

const keyObjects = new WeakMap<Secret, KeyObject>();

/**
 * HMAC-SHA256 over a purpose and parts, 32 bytes: for what is short enough to be guessed (codes, addresses) and must
 * not be found by hashing a list. Each part goes in with its length, so that parts cannot flow into each other.
 */
export function keyedDigest(key: Secret, purpose: string, ...parts: string[]): Buffer {
  const known = keyObjects.get(key) ?? createSecretKey(key.reveal(), 'utf8');
  keyObjects.set(key, known);
  return createHmac('sha256', known).update(lengthPrefixed([purpose, ...parts])).digest();
}
