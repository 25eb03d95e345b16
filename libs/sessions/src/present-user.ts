import type { UserFacts } from '@countersign/web';

/** The contract's `user`: what an account shows of itself to its owner. */
export type PresentedUser = Omit<UserFacts, 'trustEpoch' | 'createdAt' | 'updatedAt'> & {
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
};

export function presentUser(facts: UserFacts): PresentedUser {
  const { id, email, username, emailVerified, twoFactorEnabled, role, isActive, createdAt, updatedAt } = facts;
  const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
  return { id, email, username, emailVerified, twoFactorEnabled, role, isActive, ...times };
}
