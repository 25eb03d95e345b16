import { Injectable } from '@nestjs/common';
import { Accounts } from '@countersign/accounts';
import { Sessions } from '@countersign/sessions';
import type { EntityManager } from 'typeorm';
import { FactorBudget } from '../budget/factor-budget';
import type { FactorRequest } from '../contract/factor';
import { resetNotice } from '../factors.events';
import { MethodRepository } from '../methods/method.repository';
import { FactorRegistry } from '../registry/factor-registry';
import { EndWaysBack } from './end-ways-back';

/**
 * Takes everything of a user's second factor away, for somebody who has lost it. Six collaborators: methods, what comes with
 * them, the budget, the account and its sessions.
 */
@Injectable()
export class ResetSecondFactor {
  constructor(
    private readonly registry: FactorRegistry,
    private readonly rows: MethodRepository,
    private readonly waysBack: EndWaysBack,
    private readonly budget: FactorBudget,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
  ) {}

  /**
   * In the caller's transaction, which records it. The account's address hears of it by the event, each active method over itself.
   *
   * @param origin the administrator's. @returns how many sessions this ended. @throws not_found
   */
  async reset(tx: EntityManager, { user, origin }: FactorRequest): Promise<{ revokedCount: number }> {
    const userId = user.id;
    const farewells: (() => Promise<void>)[] = [];
    await this.rows.lockUser(tx, userId);
    for (const method of await this.rows.allOf(userId, tx)) {
      // A factor that is installed no more has no rows to ask for.
      const factor = this.registry.find(method.type);
      const isTold = method.status === 'active' && factor?.role === 'primary';
      if (isTold && factor.farewell) farewells.push(await factor.farewell(method, { notice: resetNotice, user, origin }, tx));
      await factor?.remove(method, tx);
      await this.rows.remove(tx, method.id);
    }
    await this.waysBack.of(userId, tx);
    await this.budget.unlock(tx, userId);
    await this.accounts.setTwoFactorEnabled(tx, userId, false);
    // Trusted devices and log-ins half done end with the trust.
    await this.accounts.endTrust(userId, tx);
    const revokedCount = await this.sessions.endAll(tx, userId);
    // One by one, and after everything else: what they count is shared with the codes of others.
    for (const say of farewells) await say();
    return { revokedCount };
  }
}
