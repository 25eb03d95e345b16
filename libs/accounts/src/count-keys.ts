import { Injectable } from '@nestjs/common';
import { RingDigests } from '@countersign/crypto';

/**
 * What something is counted by, as keyed digests: no name and no address can be guessed from them. It counts under every key of
 * ENCRYPTION_KEYS at once: when the oldest is taken away, the others have counted all the while.
 */
@Injectable()
export class CountKeys {
  constructor(private readonly digests: RingDigests) {}

  /** In the order that all take their rows in, so that two of them at once never wait for each other. */
  of(purpose: string, ...parts: string[]): Buffer[] {
    return this.digests.of(purpose, JSON.stringify(parts)).sort(Buffer.compare);
  }
}
