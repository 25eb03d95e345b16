import { Injectable } from '@nestjs/common';
import { Clock } from '@countersign/kernel';
import { Outbound, OutboundFailure, type OutboundAnswer } from '@countersign/outbound';
import type { AttemptContext } from '../attempt.statements';
import { signedHeaders } from '../signature';
import { WebhookSecrets } from '../webhook-secrets';
import { WebhooksSettings } from '../webhooks.settings';
import type { Patience } from './patience';
import { retryAfterSeconds } from './retry-after';

/** What a receiver made of one attempt. */
export interface Outcome {
  readonly verdict: 'taken' | 'failed' | 'gone';
  readonly status: number | null;
  readonly durationMs: number;
  /** Words of ours, never the receiver's: the log must not become a way to read what it answers. */
  readonly error: string | null;
  /** What the receiver asked for; 0 when it did not. */
  readonly retryAfterSeconds: number;
}

const GONE = 410;

/** Signs a delivery and sends it. */
@Injectable()
export class SendWebhook {
  constructor(
    private readonly outbound: Outbound,
    private readonly secrets: WebhookSecrets,
    private readonly settings: WebhooksSettings,
    private readonly clock: Clock,
  ) {}

  async send(attempt: AttemptContext, patience: Patience, signal: AbortSignal): Promise<Outcome> {
    const { url, body, ownerId } = attempt;
    const headers = this.headersOf(attempt);
    const { rules, WEBHOOK_TIMEOUT_SECONDS: seconds } = this.settings;
    const began = performance.now();
    const since = () => Math.round(performance.now() - began);
    try {
      const request = { url, rules, headers, body, timeLimitMs: seconds * 1_000 };
      const answer = await patience.waitFor(ownerId, (end) => this.outbound.send({ ...request, signal: AbortSignal.any([signal, end]) }));
      return { ...this.judge(answer), durationMs: since() };
    } catch (error) {
      if (!(error instanceof OutboundFailure)) throw error;
      return { verdict: 'failed', status: null, durationMs: since(), error: error.message, retryAfterSeconds: 0 };
    }
  }

  private headersOf(attempt: AttemptContext): Record<string, string> {
    const { eventId: id, type, body, secretSealed, previousSecretSealed } = attempt;
    const owner = { id: attempt.webhookId, userId: attempt.ownerId };
    const secret = this.secrets.open(owner, 'secret_sealed', secretSealed);
    const previous = previousSecretSealed === null ? [] : [this.secrets.open(owner, 'previous_secret_sealed', previousSecretSealed)];
    return signedHeaders([secret, ...previous], { id, type, body, timestamp: this.clock.seconds() });
  }

  /** A redirect is a failure: following it would let the receiver choose where we go. */
  private judge({ status, headers }: OutboundAnswer): Omit<Outcome, 'durationMs'> {
    if (status >= 200 && status < 300) return { verdict: 'taken', status, error: null, retryAfterSeconds: 0 };
    const error = status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}`;
    const wait = retryAfterSeconds(headers['retry-after'], this.clock.seconds());
    return { verdict: status === GONE ? 'gone' : 'failed', status, error, retryAfterSeconds: wait };
  }
}
