import type { RecordedEvent } from '@countersign/audit';
import { OnSecurityEvent, type SecurityEventListener } from '@countersign/audit/worker';
import { Accounts } from '@countersign/accounts';
import { LinkMails } from '../links/link-mails';
import { MailLinks } from '../links/mail-links';

/**
 * A new account is asked to verify its address. Heard twice it asks twice at most, and the newest link counts. Users whom an
 * application made by its key are its own to ask.
 */
@OnSecurityEvent()
export class RegisteredListener implements SecurityEventListener {
  readonly name = 'verification of new accounts';

  constructor(
    private readonly accounts: Accounts,
    private readonly links: MailLinks,
    private readonly mails: LinkMails,
  ) {}

  handles(type: string): boolean {
    return type === 'user.registered' && this.links.missing === null;
  }

  async on({ userId, origin }: RecordedEvent): Promise<void> {
    if (origin.keyId !== undefined) return;
    const user = userId === null ? null : await this.accounts.facts(userId);
    if (!user?.email || user.emailVerified) return;
    await this.mails.askQuietly({ kind: 'verify', user, address: user.email });
  }
}
