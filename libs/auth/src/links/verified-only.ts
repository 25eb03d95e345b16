import { Injectable } from '@nestjs/common';
import { accountProblems } from '@countersign/accounts';
import type { UserFacts } from '@countersign/web';
import { AuthSettings } from '../auth.settings';
import { LinkMails } from './link-mails';

/** Keeps out who has not verified the address, where the settings say so. */
@Injectable()
export class VerifiedOnly {
  constructor(
    private readonly settings: AuthSettings,
    private readonly mails: LinkMails,
  ) {}

  /** Whether nobody may learn that the account exists: who registers an address and cannot log in must not know why. */
  hides({ emailVerified }: UserFacts): boolean {
    return !this.settings.REVEAL_ACCOUNT_EXISTS && !emailVerified;
  }

  /** After a right password; sends the link again. @throws email_not_verified */
  async check(user: UserFacts): Promise<void> {
    const { email, emailVerified } = user;
    if (emailVerified || !this.settings.REQUIRE_EMAIL_VERIFICATION) return;
    if (email !== null) await this.mails.askQuietly({ kind: 'verify', user, address: email });
    throw accountProblems.email_not_verified();
  }
}
