import type { Counted } from '../limits/limit-headers';

/** The row of the view `user_facts`: what is known of the user behind a request. */
export interface UserFacts {
  readonly id: string;
  readonly email: string | null;
  readonly username: string | null;
  readonly role: 'user' | 'admin';
  readonly isActive: boolean;
  readonly emailVerified: boolean;
  readonly twoFactorEnabled: boolean;
  readonly trustEpoch: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Somebody else has read the password: a session takes nothing but its change. Left out: no. */
  readonly mustChangePassword?: true;
}

/** The key behind a request. */
export interface PrincipalKey {
  readonly id: string;
  readonly ownerId: string;
  /** Whether the owner is an administrator: then it may act for others. */
  readonly isAdmin: boolean;
}

/** Who makes a request, and how strongly that is known. `aal` comes from the session's row, never from the token. */
export interface Principal {
  readonly userId: string;
  readonly via: 'session' | 'key' | 'enrolment';
  readonly sessionId?: string;
  readonly authTime?: Date;
  /** Seconds since `authTime` by the database's clock; what @RequireFresh looks at. */
  readonly authAgeSeconds?: number;
  readonly aal?: 1 | 2;
  readonly amr?: readonly string[];
  /** The scopes of a key. */
  readonly scopes?: readonly string[];
  readonly key?: PrincipalKey;
  /** What the credential's own limit has counted, this request included; past the limit the guard refuses it. */
  readonly counted?: Counted;
  /** Whose request it is; of a key that acts for another user, that user. */
  readonly user: UserFacts;
}
