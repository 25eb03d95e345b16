import { Injectable } from '@nestjs/common';
import { JobProcessor, type JobContext, type JobHandler } from '@countersign/queue/worker';
import { webhookJobs } from '../jobs/deliver-webhook.jobs';
import { DeliverWebhook } from './deliver-webhook';

@Injectable()
abstract class WebhookProcessor implements JobHandler {
  constructor(private readonly webhook: DeliverWebhook) {}

  handle(deliveryId: string, { signal }: JobContext): Promise<void> {
    return this.webhook.deliver(deliveryId, signal);
  }
}

@JobProcessor(webhookJobs.first)
export class FirstAttemptProcessor extends WebhookProcessor {}

@JobProcessor(webhookJobs.again)
export class AgainProcessor extends WebhookProcessor {}
