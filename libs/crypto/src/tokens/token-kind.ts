import { createHmac, randomBytes, type KeyObject } from 'node:crypto';
import { StartupFault, type Secret } from '@countersign/kernel';
import { subKey } from '../sub-key';

export interface IssuedToken {
  /** For the caller, once; never stored. */
  readonly token: string;
  /** 32 bytes, the token's unique key in its table. */
  readonly digest: Buffer;
}

const PREFIX = /^[A-Za-z0-9_-]{1,32}$/;
/** 32 bytes in base64url: 43 characters, of which the last carries 4 bits and two zeros. One text a value, no other. */
const BODY = '[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]';

/**
 * One kind of opaque token: a prefix and 32 random bytes in base64url. Nothing can be read from it, and the database
 * holds only its keyed digest (HMAC-SHA256), so that a stolen table opens nothing.
 */
export class TokenKind {
  private readonly form: RegExp;
  private readonly digestKey: KeyObject;
  private readonly successorKey: KeyObject;

  /** @param prefix such as 'rt_'; it tells kinds apart for people and for secret scanners. */
  constructor(
    private readonly prefix: string,
    key: Secret,
  ) {
    if (!PREFIX.test(prefix)) throw new StartupFault('A token prefix is 1 to 32 letters, digits, - or _.');
    this.form = new RegExp(`^${prefix}${BODY}$`);
    this.digestKey = subKey(key.reveal(), 'token', 'digest', prefix);
    this.successorKey = subKey(key.reveal(), 'token', 'successor', prefix);
  }

  issue(): IssuedToken {
    return this.issued(randomBytes(32));
  }

  /** What to look the token up by; null when it has not this kind's form, without computing anything. */
  digest(token: unknown): Buffer | null {
    return typeof token === 'string' && this.form.test(token) ? this.digestOf(token) : null;
  }

  /**
   * The token that follows this one, always the same: whoever repeats a rotation gets the answer that was lost, and no
   * table holds it. Give it a token that `digest` has accepted.
   */
  successor(token: string): IssuedToken {
    return this.issued(createHmac('sha256', this.successorKey).update(token).digest());
  }

  private issued(bytes: Buffer): IssuedToken {
    const token = `${this.prefix}${bytes.toString('base64url')}`;
    return { token, digest: this.digestOf(token) };
  }

  private digestOf(token: string): Buffer {
    return createHmac('sha256', this.digestKey).update(token).digest();
  }
}
