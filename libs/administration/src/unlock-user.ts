import { Injectable } from '@nestjs/common';
import { LoginBudget } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import { UnlockChecks } from '@countersign/factors';
import { Administered, type Order } from './administered';
import { administrationEvents } from './administration.events';

/**
 * An administrator lets a user try again who was locked out by wrong passwords or codes. Five collaborators: whose account, both
 * budgets, the trail and the transaction.
 */
@Injectable()
export class UnlockUser {
  constructor(
    private readonly administered: Administered,
    private readonly logins: LoginBudget,
    private readonly checks: UnlockChecks,
    private readonly audit: AuditTrail,
    private readonly database: Database,
  ) {}

  /** @throws not_found */
  async unlock(order: Order): Promise<void> {
    const { id: userId } = await this.administered.user(order);
    await this.database.transaction(async (tx) => {
      await this.logins.unlock(tx, userId);
      await this.checks.unlock(tx, userId);
      const data = { byUserId: order.by.userId };
      await this.audit.record(tx, order.origin, administrationEvents['user.unlocked']({ userId, reason: order.reason, data }));
    });
  }
}
