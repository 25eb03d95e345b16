import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** `waiting`: behind an earlier one of its lane. `pending`: a message of the outbox is on its way. The others are ends. */
export type DeliveryState = 'waiting' | 'pending' | 'delivered' | 'failed' | 'canceled';

/** One attempt, as it stands in `history`. */
export interface RecordedAttempt {
  readonly at: string;
  /** Where it went: the webhook may lead elsewhere since. Null: nowhere. Missing in what was recorded before it was kept. */
  readonly url?: string | null;
  readonly status: number | null;
  readonly durationMs: number;
  /** Words of ours; null when it was taken. */
  readonly error: string | null;
}

/** One event on its way to one receiver, and what became of it. */
@Entity({ name: 'webhook_deliveries' })
@Index('webhook_deliveries_log_idx', ['webhookId', 'id'])
@Index('webhook_deliveries_lane_idx', ['webhookId', 'lane', 'eventId'], { where: `state = 'waiting'` })
@Index('webhook_deliveries_head_idx', ['webhookId', 'lane'], { where: 'holds_lane' })
@Index('webhook_deliveries_finished_idx', ['finishedAt'], { where: 'finished_at is not null' })
@Index('webhook_deliveries_due_idx', ['nextAttemptAt'], { where: `state = 'pending'` })
export class WebhookDelivery {
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'webhook_deliveries_pkey' })
  id: string;

  @Column({ name: 'webhook_id', type: 'uuid' })
  webhookId: string;

  /** The event of the trail; what the receiver knows the message by, however often it comes. */
  @Column({ name: 'event_id', type: 'uuid' })
  eventId: string;

  @Column({ name: 'type', type: 'text' })
  type: string;

  /** Whose event it is. */
  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  userId: string | null;

  /** Deliveries of one lane go one after the other; a user's are all in one. */
  @Column({ name: 'lane', type: 'smallint' })
  lane: number;

  /** Whether those behind it in the lane wait for it. */
  @Column({ name: 'holds_lane', type: 'boolean', default: false })
  holdsLane: boolean;

  @Column({ name: 'is_test', type: 'boolean', default: false })
  isTest: boolean;

  @Column({ name: 'state', type: 'text' })
  state: DeliveryState;

  /** Attempts of the present round; a replay begins a new one. */
  @Column({ name: 'attempts', type: 'integer', default: 0 })
  attempts: number;

  /** The last 20 attempts. */
  @Column({ name: 'history', type: 'jsonb', default: () => "'[]'" })
  history: RecordedAttempt[];

  /** The very bytes that are signed and sent. */
  @Column({ name: 'body', type: 'text' })
  body: string;

  @Column({ name: 'next_attempt_at', type: 'timestamptz', nullable: true })
  nextAttemptAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;
}
