import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock, newId } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';
import type { SessionFacts } from '../session-facts';
import { SessionsSettings } from '../sessions.settings';
import { AccessKeys } from '../signing/access-keys';

/** The claims of RFC 9068 §2.2 that verification reads; the rest is for other readers. */
export interface AccessClaims {
  readonly sub: string;
  readonly sid: string;
  readonly exp: number;
}

/** Signs access tokens: JWTs that say whose session they belong to. The session's row alone says what it may. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly keys: AccessKeys,
    private readonly settings: SessionsSettings,
    private readonly clock: Clock,
  ) {}

  /** @throws service_unavailable while the keys are not read yet. */
  sign(user: UserFacts, session: SessionFacts): string {
    const { key, header } = this.keys.signer();
    const { JWT_ISSUER, JWT_AUDIENCE, JWT_ACCESS_EXPIRY } = this.settings;
    const iat = this.clock.seconds();
    const claims = {
      iss: JWT_ISSUER,
      aud: JWT_AUDIENCE,
      sub: user.id,
      sid: session.id,
      jti: newId(),
      iat,
      exp: iat + JWT_ACCESS_EXPIRY,
      auth_time: Math.floor(session.authTime.getTime() / 1000),
      acr: session.acr,
      amr: session.amr,
      // For plain readers of the token's body.
      ...{ userId: user.id, email: user.email, username: user.username, type: 'access' },
    };
    return this.jwt.sign(claims, { privateKey: key, algorithm: header.alg, header });
  }
}
