import { Injectable } from '@nestjs/common';
import { accountEvents, accountProblems, Accounts, LoginBudget, type LoginCandidate, type LoginReservation } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { PasswordHasher, type Admission } from '@countersign/crypto';
import { isProblem, type Origin } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { authEvents } from './auth.events';
import { VerifiedOnly } from './links/verified-only';

/** A right password: whose, and the attempt that the caller settles in its transaction. */
export interface RightPassword {
  readonly user: UserFacts;
  /** What is stored, and was right: what replaces it does so by this condition. */
  readonly passwordHash: string;
  readonly reservation: LoginReservation;
}

export interface PasswordToCheck {
  readonly candidate: LoginCandidate;
  readonly password: string;
  /** A place in the hash pool, taken before any other work: see `withPlace`. */
  readonly place: Admission;
  readonly origin: Origin;
  /** Names a bucket of its own for a recognised device, so that a stranger cannot shut the owner out. */
  readonly deviceKey?: string;
}

/**
 * Reserves an attempt, commits it, and only then looks at the password. Unknown name, wrong password and disabled account
 * are one answer at one cost (OWASP ASVS 5.0 §6.3.8).
 */
@Injectable()
export class CheckPassword {
  constructor(
    private readonly accounts: Accounts,
    private readonly budget: LoginBudget,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditTrail,
    private readonly verifiedOnly: VerifiedOnly,
  ) {}

  /** A storm is turned away before it reaches the database. @throws service_unavailable */
  withPlace<Result>(work: (place: Admission) => Promise<Result>): Promise<Result> {
    return this.hasher.withPlace(work);
  }

  /** The password of somebody who is signed in. @throws too_many_requests, invalid_credentials */
  async checkOwn(user: UserFacts, input: Pick<PasswordToCheck, 'password' | 'place' | 'origin'>): Promise<RightPassword> {
    return this.look({ ...input, candidate: await this.accounts.candidate(user.id) }, () => false);
  }

  /** The password of somebody who wants to log in. @throws too_many_requests, invalid_credentials, email_not_verified */
  async check(input: PasswordToCheck): Promise<RightPassword> {
    const right = await this.look(input, (user) => this.verifiedOnly.hides(user));
    await this.verifiedOnly.check(right.user);
    return right;
  }

  /** @param isHidden whether a user is to be answered as if the password were wrong. */
  private async look(input: PasswordToCheck, isHidden: (user: UserFacts) => boolean): Promise<RightPassword> {
    const { candidate, password, place, origin, deviceKey } = input;
    const { user, passwordHash, accountKey } = candidate;
    const reservation = await this.budget.reserve(accountKey, origin.ipAddress, deviceKey);
    const { matches, needsRehash } = await this.hasher.verify(passwordHash, password, place);
    if (!user?.isActive || !passwordHash || !matches || isHidden(user)) {
      const reason = !user ? 'unknown name' : !matches ? 'wrong password' : user.isActive ? 'address not verified' : 'account disabled';
      await this.recordFailure(user, reservation, reason, origin);
      throw accountProblems.invalid_credentials({}, { reason });
    }
    if (!needsRehash) return { user, passwordHash, reservation };
    return { user, passwordHash: await this.rehash(user.id, passwordHash, password), reservation };
  }

  /** Takes the attempt back, in the transaction that makes use of the right password. */
  settle(tx: EntityManager, { reservation }: RightPassword): Promise<void> {
    return this.budget.settle(reservation, tx);
  }

  /** With the failure that uses up a bucket, the trail says that log-in is slowed down from now on. */
  private async recordFailure(user: UserFacts | null, { usedUp: limit }: LoginReservation, reason: string, origin: Origin) {
    const userId = user?.id ?? null;
    const failed = authEvents['user.login_failed']({ userId, reason });
    const locked = limit && user ? [accountEvents['user.locked']({ userId, data: { limit } })] : [];
    await this.audit.record(null, origin, [failed, ...locked]);
  }

  /** Stronger parameters or a new pepper. A full pool puts it off until the next log-in. Answers what is stored now. */
  private async rehash(userId: string, old: string, password: string): Promise<string> {
    try {
      const fresh = await this.hasher.hash(password);
      return (await this.accounts.replacePasswordHash(null, userId, old, fresh)) ? fresh : old;
    } catch (error) {
      if (!isProblem(error, 'service_unavailable')) throw error;
      return old;
    }
  }
}
