import { Injectable } from '@nestjs/common';
import { TokenKind, type IssuedToken } from '@countersign/crypto';
import { SessionsSettings } from '../sessions.settings';

/** Opaque, found by their keyed digest; one stands where a session's first refresh token would. */
@Injectable()
export class EnrolmentTokens {
  readonly #kind: TokenKind;

  constructor(settings: SessionsSettings) {
    this.#kind = new TokenKind('et_', settings.JWT_REFRESH_SECRET);
  }

  issue(): IssuedToken {
    return this.#kind.issue();
  }

  /** null: not an enrolment token at all. */
  digest(token: unknown): Buffer | null {
    return this.#kind.digest(token);
  }
}
