import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Origin } from '@countersign/kernel';
import {
  Accepts,
  AcceptsForm,
  Answer,
  CanFail,
  CurrentPrincipal,
  Does,
  KeyOnly,
  Public,
  RequestOrigin,
  RequireScope,
  success,
  Unlimited,
  type Principal,
} from '@countersign/web';
import { KnownTokens, type KnownToken } from '../introspection/known-tokens';
import { RevokeToken } from '../introspection/revoke-token';
import { SessionsSettings } from '../sessions.settings';
import { AccessKeys } from '../signing/access-keys';
import { IntrospectionAnswer, KeySetAnswer } from './standard-tokens.answers';
import { TokenForm } from './token-form';
import { TokenInput } from './tokens.dto';

/** No class, so that the pipe of every input leaves it to TokenForm. */
type Sent = Pick<TokenInput, 'token'>;

/** A key is published for longer than this before it signs (ADR "A key is published before it signs"). */
export const KEY_SET_MAX_AGE_SECONDS = 300;

/** What other services ask about tokens, by the RFCs that they know: forms or JSON in, and no envelope of ours around. */
@Controller()
export class StandardTokensController {
  constructor(
    private readonly known: KnownTokens,
    private readonly revokeToken: RevokeToken,
    private readonly keys: AccessKeys,
    private readonly settings: SessionsSettings,
  ) {}

  @Get('.well-known/jwks.json')
  @Does('Publishes the keys by which access tokens can be checked (RFC 7517).')
  @Public()
  @Unlimited()
  @Answer(200, KeySetAnswer, { description: 'Current, next and previous keys; none under HS256.', bare: true })
  @CanFail('service_unavailable')
  keySet(@Res({ passthrough: true }) reply: FastifyReply): KeySetAnswer {
    // Before anything is said of caches: an empty set that they kept would have good tokens refused for minutes.
    const keys = this.keys.published();
    void reply.header('Cache-Control', `public, max-age=${KEY_SET_MAX_AGE_SECONDS}`);
    return { keys };
  }

  @Post('auth/introspect')
  @Does('Tells whether a token is good at this moment, and whose it is (RFC 7662).')
  @KeyOnly()
  @RequireScope('user:read')
  @AcceptsForm()
  @Accepts(() => [TokenInput])
  @Answer(200, IntrospectionAnswer, { description: '`active: false` of what is no good, or of a user for whom the key does not act.', bare: true })
  async introspect(@Body(TokenForm) { token }: Sent, @CurrentPrincipal() principal: Principal): Promise<IntrospectionAnswer> {
    const known = await this.known.find(token, principal);
    return known ? this.described(known) : { active: false };
  }

  @Post('auth/revoke')
  @Does('Ends the session of an access or refresh token (RFC 7009).')
  @KeyOnly()
  @RequireScope('user:write')
  @AcceptsForm()
  @Accepts(() => [TokenInput])
  @Answer(200, null, 'The session has ended; so it is of a token that was no good.')
  async revoke(@Body(TokenForm) { token }: Sent, @CurrentPrincipal() principal: Principal, @RequestOrigin() origin: Origin) {
    await this.revokeToken.revoke(token, principal, origin);
    return success(undefined, 'The token is good no more.');
  }

  private described({ kind, user, session, exp, iat, jti }: KnownToken): IntrospectionAnswer {
    const { JWT_ISSUER: iss, JWT_AUDIENCE: aud } = this.settings;
    const { id: sid, acr, amr, authTime } = session;
    const strength = { sid, acr, amr, auth_time: Math.floor(authTime.getTime() / 1000) };
    const name = user.username === null ? {} : { username: user.username };
    const kindOf = kind === 'access_token' ? { token_type: 'Bearer', jti } : { token_type: kind };
    return { active: true, ...kindOf, iss, aud, sub: user.id, ...name, exp, iat, ...strength };
  }
}
