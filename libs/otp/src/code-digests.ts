import { Injectable } from '@nestjs/common';
import { CryptoSettings, keyedDigest } from '@countersign/crypto';
import { Secret } from '@countersign/kernel';

/** Keyed digests of what can be guessed by trying all: codes, numbers, addresses. */
@Injectable()
export class CodeDigests {
  readonly #key: Secret;

  constructor(crypto: CryptoSettings) {
    // The oldest key of the ring: a new one goes in front, and what all instances compare stays one.
    this.#key = new Secret(crypto.ENCRYPTION_KEYS.reveal().split(',').at(-1) ?? '');
  }

  /** Bound to what it answers (a challenge, or the method that is set up), to the user and to the method. */
  code({ contextId, userId, methodId }: { contextId: string; userId: string; methodId: string }, code: string): Buffer {
    return keyedDigest(this.#key, 'otp code', contextId, userId, methodId, code);
  }

  /** Tells whether two methods, of whichever user, lead to one place. */
  destination(channel: string, to: string): Buffer {
    return keyedDigest(this.#key, 'otp destination', channel, to.normalize('NFC').toLowerCase());
  }

  /** The key of a count, e.g. of the codes of a user. */
  count(what: string, whose: string): Buffer {
    return keyedDigest(this.#key, 'otp count', what, whose);
  }
}
