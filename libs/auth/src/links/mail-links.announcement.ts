import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { StartupFault } from '@countersign/kernel';
import { Logger } from '@countersign/observability';
import { AuthSettings } from '../auth.settings';
import { MailLinks } from './mail-links';

/** Says once at start what is off without mail; what cannot be without it keeps the process from starting. */
@Injectable()
export class MailLinksAnnouncement implements OnApplicationBootstrap {
  constructor(
    private readonly links: MailLinks,
    private readonly settings: AuthSettings,
    private readonly logger: Logger,
  ) {}

  /** @throws StartupFault */
  onApplicationBootstrap(): void {
    const { missing } = this.links;
    if (missing === null) return;
    if (this.settings.keepsUnverifiedOut) {
      throw new StartupFault(`REQUIRE_EMAIL_VERIFICATION=true and REVEAL_ACCOUNT_EXISTS=false need mail, or nobody could log in. Set ${missing}.`);
    }
    this.logger.warn({}, `Password reset, verification and change of e-mail addresses are off and answer 503. To turn them on, set ${missing}.`);
  }
}
