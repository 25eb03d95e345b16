import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { Clock, isId, newId, problems } from '@countersign/kernel';
import { Outbox } from '@countersign/queue';
import { invalid } from '@countersign/web';
import * as sql from './delivery.statements';
import type { DeliveryFacts } from './delivery.statements';
import { webhookJobs } from './jobs/deliver-webhook.jobs';
import { TEST_EVENT, testPayload } from './payload';
import type { DeliveryState } from './webhook-delivery.entity';
import { Webhooks } from './webhooks';
import { webhookProblems } from './webhooks.problems';

export interface DeliveryPage {
  readonly deliveries: DeliveryFacts[];
  /** Asks for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

interface Wanted {
  readonly limit: number;
  readonly cursor?: string;
  readonly state?: DeliveryState;
}

/** The log of a webhook's deliveries, and what its owner can do with them. */
@Injectable()
export class Deliveries {
  constructor(
    private readonly webhooks: Webhooks,
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Newest first, by keyset. @throws not_found, validation_failed */
  async page(userId: string, webhookId: string, { limit, cursor, state }: Wanted): Promise<DeliveryPage> {
    if (cursor !== undefined && !isId(cursor)) throw invalid([{ pointer: '/cursor', detail: 'must be a nextCursor of this list' }]);
    const { id } = await this.webhooks.find(userId, webhookId);
    const found = await this.database.run(sql.listDeliveries, [id, cursor ?? null, state ?? null, limit + 1]);
    const deliveries = found.slice(0, limit);
    return { deliveries, nextCursor: found.length > limit ? deliveries.at(-1)!.id : null };
  }

  /** Sends one again that has come to its end, with the id that it had. @throws not_found, webhook_inactive, delivery_under_way */
  async replay(userId: string, webhookId: string, deliveryId: string): Promise<DeliveryFacts> {
    const [delivery] = await this.database.run(sql.findDelivery, [deliveryId, webhookId, userId]);
    if (!delivery) throw problems.not_found();
    return this.database.transaction(async (tx) => {
      const [again] = await this.database.run(sql.replayDelivery, [deliveryId], tx);
      if (!again) throw delivery.isActive ? webhookProblems.delivery_under_way() : webhookProblems.webhook_inactive();
      await this.outbox.add(tx, webhookJobs.first, deliveryId);
      return again;
    });
  }

  /** An event of its own that leaves like any other, also from a webhook that is turned off; it is tried once. @throws not_found */
  async test(userId: string, webhookId: string): Promise<DeliveryFacts> {
    const { id } = await this.webhooks.find(userId, webhookId);
    const eventId = newId();
    const body = testPayload(eventId, id, this.clock.now());
    return this.database.transaction(async (tx) => {
      const [delivery] = await this.database.run(sql.insertTest, [newId(), id, eventId, TEST_EVENT, body], tx);
      await this.outbox.add(tx, webhookJobs.first, delivery!.id);
      return delivery!;
    });
  }
}
