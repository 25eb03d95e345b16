import { Injectable } from '@nestjs/common';
import { JobProcessor, type JobContext, type JobHandler } from '@countersign/queue/worker';
import { SLOW_PLACES, webhookJobs } from '../jobs/deliver-webhook.jobs';
import { DeliverWebhook } from './deliver-webhook';
import { Patience } from './patience';

@Injectable()
abstract class WebhookProcessor implements JobHandler {
  /** Each queue has its own, as it has places of its own. */
  private readonly patience = new Patience(SLOW_PLACES);

  constructor(private readonly webhook: DeliverWebhook) {}

  handle(deliveryId: string, { signal }: JobContext): Promise<void> {
    return this.webhook.deliver(deliveryId, this.patience, signal);
  }
}

@JobProcessor(webhookJobs.first)
export class FirstAttemptProcessor extends WebhookProcessor {}

@JobProcessor(webhookJobs.again)
export class AgainProcessor extends WebhookProcessor {}
