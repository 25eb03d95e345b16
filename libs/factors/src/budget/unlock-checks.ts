import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { recoveryMethod } from '../contract/factor';
import { FactorRegistry } from '../registry/factor-registry';
import { FactorBudget } from './factor-budget';

/** Second-factor checks of a user are accepted again at once, by a method or a recovery factor: an administrator says so. */
@Injectable()
export class UnlockChecks {
  constructor(
    private readonly budget: FactorBudget,
    private readonly registry: FactorRegistry,
  ) {}

  async unlock(tx: EntityManager, userId: string): Promise<void> {
    await this.budget.unlock(tx, userId);
    for (const factor of this.registry.recoveries()) await factor.unlock?.(recoveryMethod(userId, factor.type), tx);
  }
}
