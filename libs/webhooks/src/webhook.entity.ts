import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Where somebody wants to be told of events. */
@Entity({ name: 'webhooks' })
@Index('webhooks_user_idx', ['userId'])
@Index('webhooks_all_users_idx', ['id'], { where: 'is_for_all' })
export class Webhook {
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'webhooks_pkey' })
  id: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId: string;

  /** Made by an administrator: it sees the events of all users for as long as its owner is one. */
  @Column({ name: 'is_for_all', type: 'boolean' })
  isForAll: boolean;

  @Column({ name: 'url', type: 'text' })
  url: string;

  @Column({ name: 'description', type: 'text', nullable: true })
  description: string | null;

  /** Types of docs/events.md, or `*`. */
  @Column({ name: 'events', type: 'text', array: true })
  events: string[];

  @Column({ name: 'is_active', type: 'boolean', default: true })
  isActive: boolean;

  @Column({ name: 'disabled_reason', type: 'text', nullable: true })
  disabledReason: 'owner' | 'gone' | 'failing' | null;

  /** `whsec_…`, sealed and bound to this row and user. */
  @Column({ name: 'secret_sealed', type: 'text' })
  secretSealed: string;

  /** Signs beside the present one until `previous_secret_expires_at`. */
  @Column({ name: 'previous_secret_sealed', type: 'text', nullable: true })
  previousSecretSealed: string | null;

  @Column({ name: 'previous_secret_expires_at', type: 'timestamptz', nullable: true })
  previousSecretExpiresAt: Date | null;

  /** Failed attempts since the last success. */
  @Column({ name: 'failures', type: 'integer', default: 0 })
  failures: number;

  @Column({ name: 'failing_since', type: 'timestamptz', nullable: true })
  failingSince: Date | null;

  /** While it fails: nothing is sent before this, and then one delivery to try it. */
  @Column({ name: 'resume_at', type: 'timestamptz', nullable: true })
  resumeAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date;
}
