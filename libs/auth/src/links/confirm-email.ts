import { Injectable } from '@nestjs/common';
import { accountEvents, accountProblems, Accounts, FormerAddresses, Links } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import type { Origin } from '@countersign/kernel';
import { FarewellMail } from './farewell-mail';

/**
 * The new address has shown its link: it is the account's, and the old one is told. Six collaborators: the link, the account and
 * what its address was, the mail, the trail and the transaction.
 */
@Injectable()
export class ConfirmEmail {
  constructor(
    private readonly links: Links,
    private readonly accounts: Accounts,
    private readonly former: FormerAddresses,
    private readonly farewell: FarewellMail,
    private readonly audit: AuditTrail,
    private readonly database: Database,
  ) {}

  /** @throws invalid_link, email_taken */
  async confirm(token: string, origin: Origin): Promise<void> {
    await this.database.transaction(async (tx) => {
      const link = await this.links.consumeOnce(tx, 'change', token);
      const old = link ? await this.accounts.changeEmail(tx, link.userId, link.address) : undefined;
      if (!link || old === undefined) throw accountProblems.invalid_link();
      const { id, userId } = link;
      await this.links.endUnused(tx, userId);
      if (old !== null) {
        await this.former.keep(tx, userId, old);
        await this.farewell.queue(tx, 'changed', { about: id, to: old });
      }
      await this.audit.record(tx, origin, accountEvents['email.changed']({ userId }));
    });
  }
}
