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
  readonly user: UserFacts;
}
