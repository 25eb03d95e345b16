import { Injectable } from '@nestjs/common';
import { accountEvents, Accounts, FormerAddresses } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import { problems, type Origin } from '@countersign/kernel';
import { Messages } from '@countersign/otp-delivery';
import type { Principal } from '@countersign/web';
import { FarewellMail } from './links/farewell-mail';

/**
 * An account goes with everything that belongs to it; the trail alone stays. The last word goes to its address, and to those that were
 * its own within the last week: who changed the address and deletes the account may be a thief. Six collaborators: the account and what
 * its address was, its messages, the mail, the trail and the transaction.
 */
@Injectable()
export class DeleteAccount {
  constructor(
    private readonly accounts: Accounts,
    private readonly former: FormerAddresses,
    private readonly messages: Messages,
    private readonly farewell: FarewellMail,
    private readonly audit: AuditTrail,
    private readonly database: Database,
  ) {}

  /** @throws not_found when another request was first. */
  async delete({ userId, sessionId, user }: Principal, origin: Origin): Promise<void> {
    await this.database.transaction(async (tx) => {
      const addresses = new Set([user.email ?? [], await this.former.of(tx, userId)].flat());
      if (!(await this.accounts.remove(tx, userId))) throw problems.not_found({}, { reason: 'the account is gone already' });
      await this.messages.forget(tx, userId);
      for (const [index, to] of [...addresses].entries()) await this.farewell.queue(tx, 'deleted', { about: `${userId}:${index}`, to });
      await this.audit.record(tx, origin, accountEvents['user.deleted']({ userId, sessionId }));
    });
  }
}
