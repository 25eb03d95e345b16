import { createSecretKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService, type JwtModuleOptions } from '@nestjs/jwt';
import { Clock, newId } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';
import type { SessionFacts } from '../session-facts';
import { SessionsSettings } from '../sessions.settings';

/** RFC 9068 §2.1: told apart from every other JWT by its type. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';
/** RFC 8725 §3.1: fixed here, never taken from a token. */
export const ACCESS_TOKEN_ALGORITHM = 'HS256';

/** The claims of RFC 9068 §2.2 that verification reads; the rest is for other readers. */
export interface AccessClaims {
  readonly sub: string;
  readonly sid: string;
  readonly exp: number;
}

/**
 * The signing key as a KeyObject, made once: given a text, the JWT library tries to read it as PEM at every call, which
 * costs 60 times the signature.
 */
export function accessKeyOf({ JWT_ACCESS_SECRET }: SessionsSettings): KeyObject {
  return createSecretKey(JWT_ACCESS_SECRET.reveal(), 'utf8');
}

export function jwtOptions(settings: SessionsSettings): JwtModuleOptions {
  const header = { alg: ACCESS_TOKEN_ALGORITHM, typ: ACCESS_TOKEN_TYPE };
  return { secret: accessKeyOf(settings), signOptions: { algorithm: ACCESS_TOKEN_ALGORITHM, header } };
}

/** Signs access tokens: JWTs that say whose session they belong to. The session's row alone says what it may. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly settings: SessionsSettings,
    private readonly clock: Clock,
  ) {}

  sign(user: UserFacts, session: SessionFacts): string {
    const { JWT_ISSUER, JWT_AUDIENCE, JWT_ACCESS_EXPIRY } = this.settings;
    const iat = this.clock.seconds();
    return this.jwt.sign({
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
    });
  }
}
