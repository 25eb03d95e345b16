import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import type { Origin } from '@countersign/kernel';
import { Outbox } from '@countersign/queue';
import type { AttemptContext } from '../attempt.statements';
import * as sql from '../attempt.statements';
import { webhookJobs } from '../jobs/deliver-webhook.jobs';
import { webhookEvents } from '../webhooks.events';
import { WebhooksSettings } from '../webhooks.settings';
import type { Outcome } from './send-webhook';

/** A delivery that failed so often lets the next of its lane go first: one bad event must not hold up all that follow. */
const LANE_PATIENCE = 3;
/** The longest that a failing receiver is left alone, so that it is found well again soon. */
const LONGEST_PAUSE_SECONDS = 600;

/** No request asks for it. */
const nowhere: Origin = { requestId: 'webhooks', ipAddress: null, userAgent: null };

interface Ending {
  readonly state: 'delivered' | 'failed' | 'canceled';
  /** Until the next attempt; null: none. */
  readonly retrySeconds: number | null;
}

/** Notes what came of an attempt, hands the lane on and judges the receiver, in one transaction. */
@Injectable()
export class SettleAttempt {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly audit: AuditTrail,
    private readonly settings: WebhooksSettings,
  ) {}

  /** For a delivery that nobody wants any more. */
  async cancel(attempt: AttemptContext): Promise<void> {
    const outcome: Outcome = { verdict: 'failed', status: null, durationMs: 0, error: 'the webhook is turned off', retryAfterSeconds: 0 };
    await this.end(attempt, outcome, { state: 'canceled', retrySeconds: null });
  }

  async settle(attempt: AttemptContext, outcome: Outcome): Promise<void> {
    if (outcome.verdict === 'taken') return this.end(attempt, outcome, { state: 'delivered', retrySeconds: null });
    const scheduled = attempt.isTest || outcome.verdict === 'gone' ? undefined : this.settings.retrySeconds[attempt.attempts];
    const retrySeconds = scheduled === undefined ? null : Math.max(scheduled, outcome.retryAfterSeconds);
    await this.end(attempt, outcome, { state: 'failed', retrySeconds });
  }

  private async end(attempt: AttemptContext, outcome: Outcome, { state, retrySeconds }: Ending): Promise<void> {
    const { id, webhookId, attempts, lane, holdsLane, isTest } = attempt;
    const { status, durationMs, error } = outcome;
    const url = state === 'canceled' ? null : attempt.url;
    const letsGo = holdsLane && (retrySeconds === null || attempts + 1 >= LANE_PATIENCE);
    await this.database.transaction(async (tx) => {
      const [webhook] = await this.database.run(sql.lockWebhook, [webhookId], tx);
      const values = [id, attempts, { url, status, durationMs, error }, webhookId, lane, letsGo, retrySeconds, state];
      const [settled] = webhook ? await this.database.run(sql.settleAttempt, values, tx) : [];
      if (!webhook || !settled?.id) return;
      if (state === 'failed' && !isTest) await this.judge(tx, attempt, outcome, webhook.isActive);
      if (settled.seconds !== null) await this.outbox.add(tx, webhookJobs.again, id, { delaySeconds: settled.seconds });
      if (settled.nextId) await this.outbox.add(tx, state === 'delivered' ? webhookJobs.first : webhookJobs.again, settled.nextId);
    });
  }

  private async judge(tx: EntityManager, { webhookId, ownerId }: AttemptContext, outcome: Outcome, wasActive: boolean): Promise<void> {
    const pauses = this.settings.retrySeconds.map((seconds) => Math.min(seconds, LONGEST_PAUSE_SECONDS));
    const isGone = outcome.verdict === 'gone';
    const values = [webhookId, pauses, outcome.retryAfterSeconds, isGone, this.settings.WEBHOOK_PAUSE_AFTER_SECONDS];
    const [judged] = await this.database.run(sql.judgeReceiver, values, tx);
    if (!judged || !wasActive || judged.isActive) return;
    const data = { webhookId, host: new URL(judged.url).host, cause: judged.disabledReason };
    await this.audit.record(tx, nowhere, webhookEvents['webhook.disabled']({ userId: ownerId, data }));
  }
}
