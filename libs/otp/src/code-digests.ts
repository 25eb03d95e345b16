import { Injectable } from '@nestjs/common';
import { normaliseEmail } from '@countersign/accounts';
import { RingDigests } from '@countersign/crypto';

/**
 * Keyed digests of what can be guessed by trying all: codes, numbers, addresses. One for each key of ENCRYPTION_KEYS, so that
 * neither a new key nor the end of the old one forgets anything.
 */
@Injectable()
export class CodeDigests {
  constructor(private readonly digests: RingDigests) {}

  /** Bound to what it answers (a challenge, or the method that is set up), to the user and to the method. The first is stored, any is right. */
  code({ contextId, userId, methodId }: { contextId: string; userId: string; methodId: string }, code: string): [active: Buffer, ...older: Buffer[]] {
    return this.of('otp code', contextId, userId, methodId, code);
  }

  /** Tells whether two methods of a user lead to one place: numbers stay as they are, addresses take one form. The first is stored, any is compared. */
  destination(channel: string, to: string): [active: Buffer, ...older: Buffer[]] {
    return this.of('otp destination', channel, normaliseEmail(to));
  }

  /** The keys of a count, e.g. of the codes of a user: it counts under all of them, in one order. */
  count(what: string, ...whose: string[]): Buffer[] {
    return this.of('otp count', what, ...whose.map(normaliseEmail)).sort(Buffer.compare);
  }

  private of(purpose: string, ...parts: string[]) {
    return this.digests.of(purpose, JSON.stringify(parts));
  }
}
