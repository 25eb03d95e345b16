import { Injectable } from '@nestjs/common';
import { accountProblems, Accounts, LoginBudget, type LoginCandidate, type LoginReservation } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { PasswordHasher, type Admission } from '@countersign/crypto';
import { isProblem, type Origin } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { authEvents } from './auth.events';

/** A right password: whose, and the attempt that the caller settles in its transaction. */
export interface RightPassword {
  readonly user: UserFacts;
  readonly reservation: LoginReservation;
}

export interface PasswordToCheck {
  readonly candidate: LoginCandidate;
  readonly password: string;
  readonly admission: Admission;
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
  ) {}

  /** A place in the hash pool, before any other work. @throws service_unavailable */
  admit(): Admission {
    return this.hasher.admit();
  }

  /** @throws too_many_requests, invalid_credentials */
  async check({ candidate, password, admission, origin, deviceKey }: PasswordToCheck): Promise<RightPassword> {
    const { user, passwordHash, accountKey } = candidate;
    const reservation = await this.budget.reserve(accountKey, origin.ipAddress, deviceKey);
    const { matches, needsRehash } = await this.hasher.verify(passwordHash, password, admission);
    if (!user?.isActive || !passwordHash || !matches) {
      const reason = user === null ? 'unknown name' : !matches ? 'wrong password' : 'account disabled';
      await this.audit.record(null, origin, authEvents['user.login_failed']({ userId: user?.id ?? null, reason }));
      throw accountProblems.invalid_credentials({}, { reason });
    }
    if (needsRehash) await this.rehash(user.id, passwordHash, password);
    return { user, reservation };
  }

  /** Takes the attempt back, in the transaction that makes use of the right password. */
  settle(tx: EntityManager, { reservation }: RightPassword): Promise<void> {
    return this.budget.settle(reservation, tx);
  }

  /** Stronger parameters or a new pepper. A full pool puts it off until the next log-in. */
  private async rehash(userId: string, old: string, password: string): Promise<void> {
    try {
      await this.accounts.replacePasswordHash(null, userId, old, await this.hasher.hash(password));
    } catch (error) {
      if (!isProblem(error, 'service_unavailable')) throw error;
    }
  }
}
