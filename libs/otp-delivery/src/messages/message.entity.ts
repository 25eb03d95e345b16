import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Purpose } from '../jobs/delivery.jobs';

export type MessageState = 'queued' | 'sending' | 'sent' | 'delivered' | 'failed' | 'expired';

/** A message and what became of it. Destination and body are sealed; the body is removed when the message is done. */
@Entity({ name: 'messages' })
export class Message {
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'messages_pkey' })
  id: string;

  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  userId: string | null;

  @Column({ name: 'channel', type: 'text' })
  channel: string;

  @Column({ name: 'purpose', type: 'text' })
  purpose: Purpose;

  /** Two messages with one key are one message: who queues it twice gets the first. */
  @Column({ name: 'dedupe_key', type: 'text', nullable: true })
  dedupeKey: string | null;

  /** The caller's word for what the message is about; handed back with its receipt. */
  @Column({ name: 'reference', type: 'text', nullable: true })
  reference: string | null;

  @Column({ name: 'destination_sealed', type: 'text' })
  destinationSealed: string;

  @Column({ name: 'body_sealed', type: 'text', nullable: true })
  bodySealed: string | null;

  @Column({ name: 'state', type: 'text', default: 'queued' })
  state: MessageState;

  @Column({ name: 'attempts', type: 'integer', default: 0 })
  attempts: number;

  /** How often a provider that keeps no key of ours was given it and said nothing: it may have gone out each time. */
  @Column({ name: 'doubts', type: 'smallint', default: 0 })
  doubts: number;

  /** The name of the channel definition that took it. */
  @Column({ name: 'provider', type: 'text', nullable: true })
  provider: string | null;

  @Column({ name: 'provider_message_id', type: 'text', nullable: true })
  providerMessageId: string | null;

  /** Codes and words of ours; never an address. */
  @Column({ name: 'last_error', type: 'text', nullable: true })
  lastError: string | null;

  /** Failed for a reason that lies with the destination. */
  @Column({ name: 'is_undeliverable', type: 'boolean', default: false })
  isUndeliverable: boolean;

  @Column({ name: 'not_after', type: 'timestamptz', nullable: true })
  notAfter: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'sent_at', type: 'timestamptz', nullable: true })
  sentAt: Date | null;

  /** When the provider said that it had arrived. */
  @Column({ name: 'delivered_at', type: 'timestamptz', nullable: true })
  deliveredAt: Date | null;
}
