import { Module } from '@nestjs/common';
import { OutboundModule } from '@countersign/outbound';
import { WebhooksModule } from '../webhooks.module';
import { DeliverWebhook } from './deliver-webhook';
import { AgainProcessor, FirstAttemptProcessor } from './deliver-webhook.processors';
import { DeliveriesCleanup } from './deliveries.cleanup';
import { FanOut } from './fan-out';
import { SendWebhook } from './send-webhook';
import { SettleAttempt } from './settle-attempt';
import { WebhookListener } from './webhook.listener';

/** Turns events into deliveries and makes their attempts. */
@Module({
  imports: [WebhooksModule, OutboundModule],
  providers: [
    ...[WebhookListener, FanOut],
    ...[FirstAttemptProcessor, AgainProcessor, DeliverWebhook, SendWebhook, SettleAttempt],
    DeliveriesCleanup,
  ],
})
export class WebhooksWorkerModule {}
