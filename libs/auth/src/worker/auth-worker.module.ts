import { Module } from '@nestjs/common';
import { AccountsModule } from '@countersign/accounts';
import { OtpDeliveryModule } from '@countersign/otp-delivery';
import { QueueModule } from '@countersign/queue';
// The worker mails what has a notice: it needs the catalogue.
import '../auth.events';
import '../auth.settings';
import { LinkMails } from '../links/link-mails';
import { MailLinks } from '../links/mail-links';
import { LinkMailProcessor } from './link-mail.processor';
import { RegisteredListener } from './registered.listener';
import { WriteLinkMail } from './write-link-mail';

/** Writes the mails with links. */
@Module({
  imports: [AccountsModule, OtpDeliveryModule, QueueModule],
  providers: [LinkMails, LinkMailProcessor, MailLinks, RegisteredListener, WriteLinkMail],
})
export class AuthWorkerModule {}
