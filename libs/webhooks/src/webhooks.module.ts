import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@countersign/audit';
import { QueueModule } from '@countersign/queue';
import { Deliveries } from './deliveries';
import './jobs/deliver-webhook.jobs';
import { Webhook } from './webhook.entity';
import { WebhookDelivery } from './webhook-delivery.entity';
import { WebhookSecrets } from './webhook-secrets';
import { Webhooks } from './webhooks';

/** Webhooks and the log of their deliveries. Sending is the worker's (`worker.ts`), the routes are the api's (`http.ts`). */
@Module({
  imports: [TypeOrmModule.forFeature([Webhook, WebhookDelivery]), AuditModule, QueueModule],
  providers: [Webhooks, Deliveries, WebhookSecrets],
  exports: [Webhooks, Deliveries, WebhookSecrets, AuditModule, QueueModule],
})
export class WebhooksModule {}
