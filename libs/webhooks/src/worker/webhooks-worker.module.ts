import { Module } from '@nestjs/common';
import { AccountsModule } from '@countersign/accounts';
import { OtpDeliveryModule } from '@countersign/otp-delivery';
import { OutboundModule } from '@countersign/outbound';
import { WebhooksModule } from '../webhooks.module';
import { DeliverWebhook } from './deliver-webhook';
import { AgainProcessor, FirstAttemptProcessor } from './deliver-webhook.processors';
import { DeliveriesCleanup } from './deliveries.cleanup';
import { FanOut } from './fan-out';
import { SendWebhook } from './send-webhook';
import { SettleAttempt } from './settle-attempt';
import { TellOwner } from './tell-owner';
import { WebhookListener } from './webhook.listener';

/** Turns events into deliveries and makes their attempts. */
@Module({
  imports: [WebhooksModule, OutboundModule, OtpDeliveryModule, AccountsModule],
  providers: [
    ...[WebhookListener, FanOut],
    ...[FirstAttemptProcessor, AgainProcessor, DeliverWebhook, SendWebhook, SettleAttempt, TellOwner],
    DeliveriesCleanup,
  ],
})
export class WebhooksWorkerModule {}
