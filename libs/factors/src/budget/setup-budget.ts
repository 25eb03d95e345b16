import { Injectable } from '@nestjs/common';
import { problems } from '@countersign/kernel';
import { Logger } from '@countersign/observability';
import { FactorsSettings } from '../factors.settings';
import { BudgetRepository } from './budget.repository';
import type { BudgetEntry } from './budget.statements';
import { giveBack } from './give-back';

/** Calls of setup and verify-setup: 10 a user in any 15 minutes. Wrong codes there lock nothing but setup. */
@Injectable()
export class SetupBudget {
  constructor(
    private readonly budgets: BudgetRepository,
    private readonly settings: FactorsSettings,
    private readonly logger: Logger,
  ) {}

  /** @throws too_many_requests with the seconds to wait when the window is full. */
  async reserve(userId: string): Promise<BudgetEntry> {
    const limit = this.settings.SETUP_RATE_LIMIT_MAX;
    const entry = await this.budgets.reserveSetup(userId, limit);
    if (entry) return entry;
    const seconds = await this.budgets.secondsToWaitForSetup(userId, limit);
    throw problems.too_many_requests({ retryAfter: seconds, limit }, { retryAfterSeconds: seconds });
  }

  /** Gives an entry back: the code was right and could not be taken. Where that fails the log says so and nothing is thrown. */
  async release(entry: BudgetEntry): Promise<void> {
    await giveBack(this.logger, this.budgets.releaseSetup(entry));
  }
}
