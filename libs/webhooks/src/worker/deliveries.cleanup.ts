import { Database } from '@countersign/database';
import { Outbox } from '@countersign/queue';
import { Cleanup, type CleanupTask } from '@countersign/queue/worker';
import { removeOldDeliveries, reviveDeliveries } from '../delivery.statements';
import { webhookJobs } from '../jobs/deliver-webhook.jobs';
import { WebhooksSettings } from '../webhooks.settings';

/** Deliveries whose time in the log is over, and those that lost their message. */
@Cleanup()
export class DeliveriesCleanup implements CleanupTask {
  readonly name = 'webhook-deliveries';

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly settings: WebhooksSettings,
  ) {}

  async run(limit: number): Promise<number> {
    await this.database.transaction(async (tx) => {
      const lost = await this.database.run(reviveDeliveries, [limit], tx);
      for (const { id } of lost) await this.outbox.add(tx, webhookJobs.again, id);
    });
    return (await this.database.run(removeOldDeliveries, [this.settings.WEBHOOK_DELIVERY_KEEP_DAYS, limit])).length;
  }
}
