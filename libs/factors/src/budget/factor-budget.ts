import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { problems } from '@countersign/kernel';
import { Logger } from '@countersign/observability';
import type { MethodRef } from '../contract/factor';
import { FactorsSettings } from '../factors.settings';
import { BudgetRepository } from './budget.repository';
import type { BudgetEntry } from './budget.statements';
import { giveBack } from './give-back';

/** One check of a second factor, counted and committed before anything is looked at. */
export interface CheckReservation {
  readonly userId: string;
  /** Null: a check outside any challenge (a step-up with an authenticator app). */
  readonly challengeId: string | null;
  /** The method that was last sent a code for the challenge. */
  readonly sentMethodId: string | null;
  /** Others were sent one before. */
  readonly hasAskedSeveral: boolean;
  /** Wrong codes that may still follow, by the challenge and by the user's budget. */
  readonly attemptsRemaining: number;
  readonly budget: BudgetEntry;
}

/**
 * How many second-factor checks of a user may fail: 10 in any 15 minutes over all methods, challenges and addresses, then a
 * lock that doubles (ASVS 5.0 V6.6.3, NIST SP 800-63B-4 §3.2.2). Reserve before anything is looked at; what is neither settled
 * nor forgiven counts as failed. For a check within a challenge, `Challenges` does all this in its own statements.
 */
@Injectable()
export class FactorBudget {
  constructor(
    private readonly budgets: BudgetRepository,
    private readonly settings: FactorsSettings,
    private readonly logger: Logger,
  ) {}

  /** @throws too_many_requests with the seconds to wait when the window is full or a lock stands. */
  async reserve(userId: string): Promise<CheckReservation> {
    const budget = await this.budgets.reserveCheck(userId, this.settings.TWO_FACTOR_RATE_LIMIT_MAX);
    if (!budget) return this.refuse(userId);
    return { userId, challengeId: null, sentMethodId: null, hasAskedSeveral: false, attemptsRemaining: budget.remaining, budget };
  }

  /** A right code: takes its own entry out, clears the lock and notes that the method was used. */
  async settle(tx: EntityManager, { budget }: CheckReservation, method: MethodRef): Promise<void> {
    await this.budgets.settle(tx, budget, method.id);
  }

  /** A spent code: gives the entry back, at once and with a commit of its own. Where it cannot, the log says so and nothing is thrown. */
  async forgive({ budget }: CheckReservation): Promise<void> {
    await giveBack(this.logger, this.budgets.forgive(budget));
  }

  /** Checks are accepted again at once. */
  async unlock(tx: EntityManager, userId: string): Promise<void> {
    await this.budgets.clear(tx, userId);
  }

  /** Says how long to wait. */
  async refuse(userId: string): Promise<never> {
    const seconds = await this.budgets.secondsToWait(userId, this.settings.TWO_FACTOR_RATE_LIMIT_MAX);
    const limit = this.settings.TWO_FACTOR_RATE_LIMIT_MAX;
    throw problems.too_many_requests(
      { retryAfter: seconds, limit },
      { retryAfterSeconds: seconds, reason: 'the wrong-code budget of the user is used up' },
    );
  }
}
