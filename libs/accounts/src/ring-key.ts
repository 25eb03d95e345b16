import type { CryptoSettings } from '@countersign/crypto';
import { Secret } from '@countersign/kernel';

/** The oldest key of the ring, for digests: a new one goes in front, and what is digested under this one stays the same. */
export function ringKey({ ENCRYPTION_KEYS }: CryptoSettings): Secret {
  return new Secret(ENCRYPTION_KEYS.reveal().split(',').at(-1) ?? '');
}
