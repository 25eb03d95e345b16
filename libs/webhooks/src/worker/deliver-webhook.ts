import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { Outbox } from '@countersign/queue';
import { Joined } from '@countersign/queue/worker';
import type { AttemptContext } from '../attempt.statements';
import * as sql from '../attempt.statements';
import { webhookJobs } from '../jobs/deliver-webhook.jobs';
import { WebhooksSettings } from '../webhooks.settings';
import type { Patience } from './patience';
import { SendWebhook } from './send-webhook';
import { SettleAttempt } from './settle-attempt';

/** After the time limit of an attempt, for what it takes to note it. */
const MARGIN_SECONDS = 5;

/** One attempt of one delivery: whether it is its turn, what the receiver says, what becomes of it. */
@Injectable()
export class DeliverWebhook {
  /** What is to be sent at once is read at once. */
  readonly #attempts = new Joined((id: string) => id, (ids) => this.database.run(sql.readAttempts, [ids]));

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly sendWebhook: SendWebhook,
    private readonly settleAttempt: SettleAttempt,
    private readonly settings: WebhooksSettings,
  ) {}

  /** Bears to run again: a delivery that has come to its end is left alone, one that has not goes out again with the same id. */
  async deliver(deliveryId: string, patience: Patience, signal: AbortSignal): Promise<void> {
    const attempt = await this.#attempts.ask(deliveryId);
    if (attempt?.state !== 'pending') return;
    if (!attempt.isWanted) return this.settleAttempt.cancel(attempt);
    if (attempt.isEarly) return this.stepBack(attempt);
    if (attempt.isFailing && !attempt.isTest && !(await this.takesTurn(attempt.webhookId))) return this.defer(deliveryId);
    const outcome = await this.sendWebhook.send(attempt, patience, signal);
    // Whoever broke this run off has given the message to somebody else.
    if (!signal.aborted) await this.settleAttempt.settle(attempt, outcome);
  }

  private async stepBack({ id, webhookId, lane }: AttemptContext): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.database.run(sql.lockWebhook, [webhookId], tx);
      const [first] = await this.database.run(sql.stepBack, [id, webhookId, lane], tx);
      if (first) await this.outbox.add(tx, webhookJobs.first, first.id);
    });
  }

  private async takesTurn(webhookId: string): Promise<boolean> {
    const span = this.settings.WEBHOOK_TIMEOUT_SECONDS + MARGIN_SECONDS;
    return (await this.database.run(sql.takeTurn, [webhookId, span])).length > 0;
  }

  private async defer(deliveryId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [deferred] = await this.database.run(sql.deferDelivery, [deliveryId], tx);
      if (deferred) await this.outbox.add(tx, webhookJobs.again, deliveryId, { delaySeconds: deferred.seconds });
    });
  }
}
