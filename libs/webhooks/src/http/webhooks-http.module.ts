import { Module } from '@nestjs/common';
import { WebhooksModule } from '../webhooks.module';
import { DeliveriesController } from './deliveries.controller';
import { FreshSessionGuard } from './fresh-session.guard';
import { WebhooksController } from './webhooks.controller';

@Module({ imports: [WebhooksModule], controllers: [WebhooksController, DeliveriesController], providers: [FreshSessionGuard] })
export class WebhooksHttpModule {}
