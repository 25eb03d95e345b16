import { Injectable } from '@nestjs/common';
import { LoginBudget } from '@countersign/accounts';
import { AuditReader, AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import { FactorBudget } from '@countersign/factors';
import { Administered, type Order } from './administered';
import { administrationEvents } from './administration.events';

/** More failures than any window takes. */
const LAST_FAILURES = 100;

/**
 * An administrator lets a user try again who was locked out by wrong passwords or codes. Six collaborators: whose account, both
 * budgets, what the trail knows of the failures, what it is told, and the transaction.
 */
@Injectable()
export class UnlockUser {
  constructor(
    private readonly administered: Administered,
    private readonly logins: LoginBudget,
    private readonly checks: FactorBudget,
    private readonly reader: AuditReader,
    private readonly audit: AuditTrail,
    private readonly database: Database,
  ) {}

  /** @throws not_found */
  async unlock(order: Order): Promise<void> {
    const { id: userId } = await this.administered.user(order);
    // Buckets are named by digests: the addresses that they are for stand in the trail.
    const failures = await this.reader.page({ userId, type: 'user.login_failed' }, { limit: LAST_FAILURES });
    const addresses = [...new Set(failures.events.map(({ origin }) => origin.ipAddress))];
    await this.database.transaction(async (tx) => {
      await this.logins.unlock(tx, userId, addresses);
      await this.checks.unlock(tx, userId);
      const data = { byUserId: order.by.userId };
      await this.audit.record(tx, order.origin, administrationEvents['user.unlocked']({ userId, reason: order.reason, data }));
    });
  }
}
