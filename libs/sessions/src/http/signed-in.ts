import type { UserFacts } from '@countersign/web';
import type { IssuedSession } from '../sessions';

/**
 * What a controller returns when a login succeeded: `return new SignedIn(user, issued, { deviceToken })`. The
 * TokenDeliveryInterceptor makes `{ user, accessToken, tokenType, expiresIn, …extra }` of it and delivers the refresh
 * token as the client asked: in the cookie, or in the body.
 */
export class SignedIn {
  constructor(
    readonly user: UserFacts,
    readonly issued: IssuedSession,
    readonly extra: object = {},
  ) {}
}
