import { Injectable } from '@nestjs/common';
import { Accounts, UserAdministration } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import { sessionEvents, Sessions } from '@countersign/sessions';
import type { EntityManager } from 'typeorm';
import { Administered, type Order } from './administered';
import { administrationEvents } from './administration.events';

/**
 * An administrator ends what a user's tokens are good for, for now or altogether: each call reads the account and the session,
 * so that it holds at once, in every process. Six collaborators: whose account, the account itself, sessions, trail, transaction.
 */
@Injectable()
export class SuspendUser {
  constructor(
    private readonly administered: Administered,
    private readonly administration: UserAdministration,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly audit: AuditTrail,
    private readonly database: Database,
  ) {}

  /** Suspended twice is suspended once. @throws not_found, forbidden for the own account */
  async suspend(order: Order): Promise<void> {
    const { id: userId } = await this.administered.other(order);
    await this.database.transaction(async (tx) => {
      if (!(await this.administration.setActive(tx, userId, false))) return;
      const revokedCount = await this.end(tx, userId);
      const data = { byUserId: order.by.userId, revokedCount };
      await this.audit.record(tx, order.origin, administrationEvents['user.suspended']({ userId, reason: order.reason, data }));
    });
  }

  /** What the suspension ended stays ended. @throws not_found */
  async reinstate(order: Order): Promise<void> {
    const { id: userId } = await this.administered.user(order);
    await this.database.transaction(async (tx) => {
      if (!(await this.administration.setActive(tx, userId, true))) return;
      const data = { byUserId: order.by.userId };
      await this.audit.record(tx, order.origin, administrationEvents['user.reinstated']({ userId, reason: order.reason, data }));
    });
  }

  /** @returns how many sessions ended. @throws not_found */
  async endSessions(order: Order): Promise<number> {
    const { id: userId } = await this.administered.user(order);
    return this.database.transaction(async (tx) => {
      const revokedCount = await this.end(tx, userId);
      const data = { byUserId: order.by.userId, revokedCount };
      await this.audit.record(tx, order.origin, sessionEvents['session.revoked']({ userId, reason: order.reason, data }));
      return revokedCount;
    });
  }

  /** The account first: a log-in that overlaps waits for it and is refused, or is ended here. */
  private async end(tx: EntityManager, userId: string): Promise<number> {
    await this.accounts.endTrust(userId, tx);
    return this.sessions.endAll(tx, userId);
  }
}
