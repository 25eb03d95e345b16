import { RingDigests } from '@countersign/crypto';
import { testCryptoSettings } from '@countersign/crypto/testing';

/** The key of the bucket that counts the failed log-ins of an account, under the ring of a suite's processes. */
export function accountBucket(environment: Readonly<Record<string, string | undefined>>, userId: string): Buffer {
  const ring = new RingDigests(testCryptoSettings({ ENCRYPTION_KEYS: environment.ENCRYPTION_KEYS! }));
  return ring.of('login account', JSON.stringify([userId]))[0];
}
