import { Injectable } from '@nestjs/common';
import { accountEvents, accountProblems, Accounts, Links } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import type { Origin } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';
import { LinkMails } from './link-mails';
import { MailLinks } from './mail-links';

/** Whether somebody reads what is sent to an account's address. Six collaborators: links and their mails, whether there are any, the account, the trail. */
@Injectable()
export class VerifyEmail {
  constructor(
    private readonly links: Links,
    private readonly accounts: Accounts,
    private readonly mails: LinkMails,
    private readonly places: MailLinks,
    private readonly audit: AuditTrail,
    private readonly database: Database,
  ) {}

  /** Sends the link again; nothing happens where the address is verified. @throws too_many_requests */
  async ask(user: UserFacts): Promise<void> {
    const { email, emailVerified } = user;
    if (email === null || emailVerified) return;
    await this.mails.askFor(user, { kind: 'verify', address: email });
  }

  /** A link of before counts while mail is off. @throws invalid_link; channel_unavailable where mail is off, for any other */
  async verify(token: string, origin: Origin): Promise<void> {
    await this.database.transaction(async (tx) => {
      const link = await this.links.consumeOnce(tx, 'verify', token);
      const isDone = link && (await this.accounts.verifyEmail(tx, link.userId, link.address));
      if (!isDone) this.places.mustBeOn();
      if (!isDone) throw accountProblems.invalid_link();
      await this.audit.record(tx, origin, accountEvents['email.verified']({ userId: link.userId }));
    });
  }
}
