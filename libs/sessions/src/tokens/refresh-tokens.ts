import { Injectable } from '@nestjs/common';
import { TokenKind, type IssuedToken } from '@countersign/crypto';
import { SessionsSettings } from '../sessions.settings';

/** Opaque, found by their keyed digest; the successor of each is derived, so that a repeat gets the same one. */
@Injectable()
export class RefreshTokens {
  readonly #kind: TokenKind;

  constructor(settings: SessionsSettings) {
    this.#kind = new TokenKind('rt_', settings.JWT_REFRESH_SECRET);
  }

  issue(): IssuedToken {
    return this.#kind.issue();
  }

  /** null: not a refresh token at all. */
  digest(token: unknown): Buffer | null {
    return this.#kind.digest(token);
  }

  successor(token: string): IssuedToken {
    return this.#kind.successor(token);
  }
}
