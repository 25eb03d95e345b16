import { createHmac, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { StartupFault } from '@countersign/kernel';
import { CryptoSettings } from '../crypto.settings';
import { KeyRing } from '../key-ring';
import { subKey } from '../sub-key';

/**
 * Keyed digests (HMAC-SHA256) of random secrets, under ENCRYPTION_KEYS: a secret that is shown again and again outlives a
 * change of the ring, since its digest is found under any key and may be stored anew under the active one.
 */
@Injectable()
export class RingDigests {
  private readonly ring: KeyRing;
  private readonly keys = new Map<string, readonly KeyObject[]>();

  constructor(settings: CryptoSettings) {
    this.ring = KeyRing.of(settings.ENCRYPTION_KEYS.reveal());
    if (!this.ring.active) throw new StartupFault('ENCRYPTION_KEYS holds no key. Run "npm run secrets" for one.');
  }

  /**
   * The digests of a secret, one for each key of the ring: store the first, compare with all.
   *
   * @param purpose a constant of the lib: each purpose has its own keys.
   */
  of(purpose: string, secret: string): [active: Buffer, ...older: Buffer[]] {
    return this.keysFor(purpose).map((key) => createHmac('sha256', key).update(secret).digest()) as [Buffer, ...Buffer[]];
  }

  private keysFor(purpose: string): readonly KeyObject[] {
    const known = this.keys.get(purpose) ?? this.ring.all.map(({ bytes }) => subKey(bytes, 'digest', 'v1', purpose));
    this.keys.set(purpose, known);
    return known;
  }
}
