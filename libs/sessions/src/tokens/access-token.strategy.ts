import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Clock, isId, newId } from '@countersign/kernel';
import passport from 'passport';
import { ExtractJwt, Strategy, type SecretOrKeyProvider } from 'passport-jwt';
import { SessionsSettings } from '../sessions.settings';
import { AccessKeys } from '../signing/access-keys';
import type { AccessClaims } from './access-tokens';
import { refusedToken } from './refused-token';

/**
 * passport-jwt with what RFC 8725 asks: one algorithm, a key of our own, exact `typ`, `iss` and `aud`, and no header
 * that points elsewhere. The key is handed out only after the header was looked at.
 */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy) {
  /** A name of its own, since passport keeps strategies by name for the whole process. */
  readonly registeredName = `access-token-${newId()}`;

  constructor(
    keys: AccessKeys,
    settings: SessionsSettings,
    private readonly clock: Clock,
  ) {
    const provide: SecretOrKeyProvider = (_request, token, done) => {
      const answer = (key: KeyObject | null) => (key ? done(null, key as unknown as Buffer) : done('the header is not ours'));
      const header = headerOf(token);
      const key = header && keys.verifierOf(header);
      // Mostly the key is at hand, and a promise would cost every request a turn.
      if (key instanceof Promise) key.then(answer, done);
      else answer(key);
    };
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: provide,
      algorithms: [keys.algorithm],
      issuer: settings.JWT_ISSUER,
      audience: settings.JWT_AUDIENCE,
      // The expiry is compared below, by the process's Clock.
      ignoreExpiration: true,
    });
    passport.use(this.registeredName, this);
  }

  /** Called with the claims of a token whose signature is right. */
  validate(claims: Readonly<Record<string, unknown>>): AccessClaims {
    const { sub, sid, exp, type } = claims;
    const isComplete = isId(sub) && isId(sid) && typeof exp === 'number' && type === 'access';
    if (!isComplete) throw refusedToken('the access token lacks claims');
    if (exp <= this.clock.seconds()) throw refusedToken('the access token has expired');
    return { sub, sid, exp };
  }
}

function headerOf(token: string): Readonly<Record<string, unknown>> | null {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString('utf8'));
    return typeof header === 'object' ? (header as Readonly<Record<string, unknown>> | null) : null;
  } catch {
    return null;
  }
}
