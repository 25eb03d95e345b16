import { Injectable } from '@nestjs/common';
import { accountEvents } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import type { Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import { LinkMails } from './link-mails';

/** Another e-mail address: the old one is told, and stays until the new one has shown its link. */
@Injectable()
export class ChangeEmail {
  constructor(
    private readonly mails: LinkMails,
    private readonly audit: AuditTrail,
  ) {}

  /** Whether the new address has an account is told to its mailbox alone. @throws too_many_requests */
  async ask({ user, userId, sessionId }: Principal, address: string, origin: Origin): Promise<void> {
    const requested = accountEvents['email.change_requested']({ userId, sessionId });
    await this.mails.askFor(user, { kind: 'change', address }, (tx) => this.audit.record(tx, origin, requested));
  }
}
