import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import { newId, problems, type Origin, type SecurityEvent } from '@countersign/kernel';
import { destinationFault } from '@countersign/outbound';
import { Outbox } from '@countersign/queue';
import { invalid, type Principal } from '@countersign/web';
import { isOffered } from './event-list';
import { webhookJobs } from './jobs/deliver-webhook.jobs';
import { WebhookSecrets } from './webhook-secrets';
import * as sql from './webhook.statements';
import type { WebhookFacts } from './webhook.statements';
import { webhookEvents } from './webhooks.events';
import { webhookProblems } from './webhooks.problems';
import { WebhooksSettings } from './webhooks.settings';

/** Who asks, and from where. */
export interface Asked {
  readonly principal: Principal;
  readonly origin: Origin;
}

export interface NewWebhook {
  readonly url: string;
  readonly events: readonly string[];
  readonly description?: string;
}

export interface WebhookChanges extends Partial<NewWebhook> {
  readonly isActive?: boolean;
}

/** A user's webhooks. Another's are not there. */
@Injectable()
export class Webhooks {
  constructor(
    private readonly database: Database,
    private readonly secrets: WebhookSecrets,
    private readonly audit: AuditTrail,
    private readonly outbox: Outbox,
    private readonly settings: WebhooksSettings,
  ) {}

  /** @throws validation_failed, too_many_webhooks */
  async create(webhook: NewWebhook, { principal, origin }: Asked): Promise<WebhookFacts & { secret: string }> {
    this.check(webhook);
    const { userId, user } = principal;
    const { url, events, description = null } = webhook;
    const limit = this.settings.WEBHOOK_MAX_PER_USER;
    const [id, secret] = [newId(), this.secrets.make()];
    const sealed = this.secrets.seal({ id, userId }, 'secret_sealed', secret);
    return this.database.transaction(async (tx) => {
      await this.database.run(sql.lockOwner, [userId], tx);
      const values = [id, userId, user.role === 'admin', url, description, events, sealed, limit];
      const [made] = await this.database.run(sql.insertWebhook, values, tx);
      if (!made) throw webhookProblems.too_many_webhooks({ limit });
      await this.audit.record(tx, origin, webhookEvents['webhook.created'](about(principal, id)));
      return { ...made, secret };
    });
  }

  list(userId: string): Promise<WebhookFacts[]> {
    return this.database.run(sql.listWebhooks, [userId]);
  }

  /** @throws not_found */
  async find(userId: string, id: string): Promise<WebhookFacts> {
    const [webhook] = await this.database.run(sql.findWebhook, [id, userId]);
    return webhook ?? missing();
  }

  /** @throws validation_failed, not_found */
  async update(id: string, changes: WebhookChanges, { principal, origin }: Asked): Promise<WebhookFacts> {
    this.check(changes);
    const { url = null, description, events = null, isActive = null } = changes;
    const changed = Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    const values = [id, principal.userId, url, description !== undefined, description ?? null, events, isActive];
    return this.changing(async (tx) => {
      const [webhook] = await this.database.run(sql.updateWebhook, values, tx);
      const hastened = url !== null || isActive ? await this.database.run(sql.hastenDeliveries, [id], tx) : [];
      for (const delivery of hastened) await this.outbox.add(tx, webhookJobs.again, delivery.id);
      return [webhook ?? missing(), webhookEvents['webhook.updated']({ ...about(principal, id), data: { webhookId: id, changed } })];
    }, origin);
  }

  /** @throws not_found */
  async remove(id: string, { principal, origin }: Asked): Promise<void> {
    await this.changing(async (tx) => {
      const [gone] = await this.database.run(sql.removeWebhook, [id, principal.userId], tx);
      return [gone ?? missing(), webhookEvents['webhook.deleted'](about(principal, id))];
    }, origin);
  }

  /**
   * A new secret. The old one signs beside it for `overlapSeconds` (default: the setting).
   *
   * @throws not_found
   */
  async rotateSecret(id: string, overlapSeconds: number | undefined, { principal, origin }: Asked) {
    const owner = { id, userId: principal.userId };
    const secret = this.secrets.make();
    const overlap = overlapSeconds ?? this.settings.WEBHOOK_SECRET_OVERLAP_SECONDS;
    return this.changing(async (tx) => {
      const [old] = await this.database.run(sql.sealedSecret, [id, owner.userId], tx);
      const { secretSealed } = old ?? missing();
      const previous = this.secrets.seal(owner, 'previous_secret_sealed', this.secrets.open(owner, 'secret_sealed', secretSealed));
      const values = [id, this.secrets.seal(owner, 'secret_sealed', secret), previous, overlap];
      const [rotated] = await this.database.run(sql.rotateSecret, values, tx);
      return [{ secret, ...rotated! }, webhookEvents['webhook.secret_rotated'](about(principal, id))];
    }, origin);
  }

  /** A change and its event, in one transaction. */
  private changing<Result>(work: (tx: EntityManager) => Promise<[Result, SecurityEvent]>, origin: Origin): Promise<Result> {
    return this.database.transaction(async (tx) => {
      const [result, event] = await work(tx);
      await this.audit.record(tx, origin, event);
      return result;
    });
  }

  private check({ url, events = [] }: WebhookChanges): void {
    const fault = url === undefined ? null : destinationFault(url, this.settings.rules);
    const unknown = events.flatMap((type, at) => (isOffered(type) ? [] : [{ pointer: `/events/${at}`, detail: 'is no event of GET /webhooks/events' }]));
    const violations = [...(fault ? [{ pointer: '/url', detail: fault }] : []), ...unknown];
    if (violations.length > 0) throw invalid(violations);
  }
}

function about({ userId, sessionId }: Principal, webhookId: string) {
  return { userId, sessionId, data: { webhookId } };
}

function missing(): never {
  throw problems.not_found();
}
