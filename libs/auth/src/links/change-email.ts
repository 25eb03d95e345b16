import { Injectable } from '@nestjs/common';
import { accountEvents, accountProblems, Accounts, Links } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import type { Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import { FarewellMail } from './farewell-mail';
import { LinkMails } from './link-mails';

/**
 * Another e-mail address: the old one is told, and stays until the new one has shown its link. Six collaborators: the link,
 * the account, both mails and the trail.
 */
@Injectable()
export class ChangeEmail {
  constructor(
    private readonly links: Links,
    private readonly accounts: Accounts,
    private readonly mails: LinkMails,
    private readonly farewell: FarewellMail,
    private readonly audit: AuditTrail,
    private readonly database: Database,
  ) {}

  /** Whether the new address has an account is told to its mailbox alone. @throws too_many_requests */
  async ask({ user, userId, sessionId }: Principal, address: string, origin: Origin): Promise<void> {
    await this.mails.askFor(user, { kind: 'change', address });
    await this.audit.record(null, origin, accountEvents['email.change_requested']({ userId, sessionId }));
  }

  /** @throws invalid_link, email_taken */
  async confirm(token: string, origin: Origin): Promise<void> {
    await this.database.transaction(async (tx) => {
      const link = await this.links.consumeOnce(tx, 'change', token);
      const old = link ? await this.accounts.changeEmail(tx, link.userId, link.address) : undefined;
      if (!link || old === undefined) throw accountProblems.invalid_link();
      const { id, userId } = link;
      await this.links.endUnused(tx, userId);
      if (old !== null) await this.farewell.queue(tx, 'changed', { about: id, userId, to: old });
      await this.audit.record(tx, origin, accountEvents['email.changed']({ userId }));
    });
  }
}
