import { Module } from '@nestjs/common';
import { OtpDeliveryModule } from '../otp-delivery.module';
import { DevInbox } from './inbox/dev-inbox';
import { DevInboxAnnouncement } from './inbox/dev-inbox.announcement';
import { DevInboxController } from './inbox/dev-inbox.controller';
import { DevInboxGuard } from './inbox/dev-inbox.guard';
import { DevInboxInterceptor } from './inbox/dev-inbox.interceptor';
import { ProviderOutcomeInterceptor } from './receipts/provider-outcome.interceptor';
import { ProviderSignatureGuard } from './receipts/provider-signature.guard';
import { TwilioStatusController } from './receipts/twilio-status.controller';
import { TwilioStatusBody } from './receipts/twilio-status.pipe';

/** The development inbox, and the reports of providers. Where they are not open their routes answer 404 like any unknown one. */
@Module({
  imports: [OtpDeliveryModule],
  controllers: [DevInboxController, TwilioStatusController],
  providers: [
    ...[DevInbox, DevInboxGuard, DevInboxInterceptor, DevInboxAnnouncement],
    ...[ProviderSignatureGuard, ProviderOutcomeInterceptor, TwilioStatusBody],
  ],
})
export class OtpDeliveryHttpModule {}
