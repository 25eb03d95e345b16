import { Injectable } from '@nestjs/common';
import { keyedDigest, TokenKind, type IssuedToken } from '@countersign/crypto';
import type { Secret } from '@countersign/kernel';
import type { TokenCookie } from '@countersign/web';
import { DevicesSettings } from './devices.settings';

/** Where a request may carry a token. */
export interface TokenCarrier {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

export interface ShownToken {
  readonly token: string;
  readonly digest: Buffer;
  /** The successor goes back the way the token came. */
  readonly isInCookie: boolean;
}

/** Opaque tokens of 256 bits, found by their keyed digest; the successor of each is derived, so that a repeat gets the same one. */
@Injectable()
export class DeviceTokens {
  readonly #kind: TokenKind;
  readonly #secret: Secret;

  constructor({ DEVICE_TOKEN_SECRET }: DevicesSettings) {
    this.#secret = DEVICE_TOKEN_SECRET;
    this.#kind = new TokenKind('dt_', DEVICE_TOKEN_SECRET);
  }

  issue(): IssuedToken {
    return this.#kind.issue();
  }

  /** The one that follows a token which `shownBy` has accepted. */
  successor(token: string): IssuedToken {
    return this.#kind.successor(token);
  }

  /** The token that a request shows for this user: in the body, in X-Device-Token, else in the user's own cookie. */
  shownBy({ headers, cookies, body }: TokenCarrier, userId: string): ShownToken | null {
    const { deviceToken } = (body ?? {}) as { deviceToken?: unknown };
    const inCookie = cookies[this.cookieName(userId)];
    const [token] = [deviceToken, headers['x-device-token'], inCookie].filter((given) => given !== undefined);
    const digest = this.#kind.digest(token);
    return digest && { token: token as string, digest, isInCookie: token === inCookie };
  }

  /** @param maxAgeSeconds 0 clears it. */
  cookie(userId: string, value: string, maxAgeSeconds: number): TokenCookie {
    return { name: this.cookieName(userId), value, path: '', maxAgeSeconds };
  }

  /** Two people who share a browser have a cookie each. Keyed, so that the name tells no user's id. */
  private cookieName(userId: string): string {
    return `deviceToken_${keyedDigest(this.#secret, 'device cookie', userId).toString('hex', 0, 4)}`;
  }
}
