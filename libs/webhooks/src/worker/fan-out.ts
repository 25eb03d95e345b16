import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '@countersign/audit';
import { Database } from '@countersign/database';
import { newId } from '@countersign/kernel';
import { Outbox, outboxInsert } from '@countersign/queue';
import { Joined } from '@countersign/queue/worker';
import { EVERY_EVENT } from '../event-list';
import * as sql from '../fan-out.statements';
import { webhookJobs } from '../jobs/deliver-webhook.jobs';
import { payloadOf } from '../payload';
import { Turns } from './turns';

/**
 * How many deliveries of one webhook are under way at once. A user's go in one lane, so that a receiver hears of them in
 * their order; more lanes than these are more load for one receiver than it asked for.
 */
const LANES = 4;

/** Turns an event into one delivery for each webhook that wants it. */
@Injectable()
export class FanOut {
  /** Whether anybody wants an event is asked of many events at once. */
  private readonly wanted = new Joined(
    ({ id }: RecordedEvent) => id,
    (events: readonly RecordedEvent[]) =>
      this.database.run(sql.findWanted, [events.map(({ id }) => id), events.map(({ userId }) => userId), events.map(({ type }) => type), EVERY_EVENT]),
  );

  /** A user's events come into their lane in the order in which this worker hears of them. */
  private readonly turns = new Turns();

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** However often an event is heard, and by however many at once, each webhook gets one delivery of it. */
  async fanOut(event: RecordedEvent): Promise<void> {
    // Most events have no webhook: those cost no transaction. Where no answer came the transaction finds out.
    if ((await this.wanted.ask(event))?.isWanted === false) return;
    await this.turns.take(event.userId, () => this.write(event));
  }

  private async write(event: RecordedEvent): Promise<void> {
    const wanted = [event.userId, [event.type, EVERY_EVENT]];
    const lane = laneOf(event.userId);
    const { id: eventId, type, userId } = event;
    await this.database.transaction(async (tx) => {
      const webhooks = (await this.database.run(sql.lockSubscribed, wanted, tx)).map(({ id }) => id);
      const lanes = await this.database.run(sql.readLanes, [webhooks, eventId, lane], tx);
      const deliveries = lanes.filter(({ isKnown }) => !isKnown).map(({ id, isBusy }) => ({ id: newId(), webhookId: id, isHead: !isBusy }));
      if (deliveries.length === 0) return;
      const [ids, receivers] = [deliveries.map(({ id }) => id), deliveries.map(({ webhookId }) => webhookId)];
      const heads = deliveries.filter(({ isHead }) => isHead);
      const messages = heads.map(({ id }) => ({ id: newId(), job: webhookJobs.first, subject: id }));
      const values = [ids, receivers, eventId, type, userId, lane, payloadOf(event), deliveries.map(({ isHead }) => isHead)];
      await this.database.run(sql.insertDeliveries, [...values, ...outboxInsert.values(messages)], tx);
      this.outbox.offerAfterCommit(tx, messages);
    });
  }
}

/** By the last digit of the user's id, which is random. Events without a user share the first. */
function laneOf(userId: string | null): number {
  return userId === null ? 0 : Number.parseInt(userId.slice(-1), 16) % LANES;
}
