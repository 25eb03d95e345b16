import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Clock, isId, newId } from '@countersign/kernel';
import passport from 'passport';
import { ExtractJwt, Strategy, type SecretOrKeyProvider } from 'passport-jwt';
import { SessionsSettings } from '../sessions.settings';
import { ACCESS_TOKEN_ALGORITHM, ACCESS_TOKEN_TYPE, accessKeyOf, type AccessClaims } from './access-tokens';
import { refusedToken } from './refused-token';

/** Everything that our own header says, in full: what else a header could say (jku, jwk, x5u, crit, kid) is refused. */
const HEADER_MEMBERS = ['alg', 'typ'];

/**
 * passport-jwt with what RFC 8725 asks: one algorithm, one key of our own, exact `typ`, `iss` and `aud`, and no header
 * that points elsewhere. The key is handed out only after the header was looked at.
 */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy) {
  /** A name of its own, since passport keeps strategies by name for the whole process. */
  readonly registeredName = `access-token-${newId()}`;

  constructor(
    settings: SessionsSettings,
    private readonly clock: Clock,
  ) {
    const key = accessKeyOf(settings);
    const provide: SecretOrKeyProvider = (_request, token, done) =>
      isOurHeader(token) ? done(null, key as unknown as Buffer) : done('the header is not ours');
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: provide,
      algorithms: [ACCESS_TOKEN_ALGORITHM],
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

function isOurHeader(token: string): boolean {
  try {
    const header = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString('utf8')) as Record<string, unknown>;
    const isKnown = Object.keys(header).every((member) => HEADER_MEMBERS.includes(member));
    return isKnown && header.alg === ACCESS_TOKEN_ALGORITHM && header.typ === ACCESS_TOKEN_TYPE;
  } catch {
    return false;
  }
}
