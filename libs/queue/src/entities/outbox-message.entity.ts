import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A message that waits to be run: which job, about which row of its owner's table. It holds no body, hence no secret. */
@Entity('outbox')
@Index('outbox_due_idx', ['queue', 'runAt'], { where: 'dead_at is null' })
@Index('outbox_dead_idx', ['deadAt'], { where: 'dead_at is not null' })
export class OutboxMessage {
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'outbox_pkey' })
  readonly id: string;

  @Column({ name: 'job', type: 'text' })
  readonly job: string;

  @Column({ name: 'queue', type: 'text' })
  readonly queue: string;

  /** The row that the job is about. */
  @Column({ name: 'subject', type: 'uuid' })
  readonly subject: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  readonly createdAt: Date;

  /** Not run before this. */
  @Column({ name: 'run_at', type: 'timestamptz', default: () => 'now()' })
  readonly runAt: Date;

  /** Not run after this: the message is dead then, with `expired`. */
  @Column({ name: 'not_after', type: 'timestamptz', nullable: true })
  readonly notAfter: Date | null;

  @Column({ name: 'attempts', type: 'integer', default: 0 })
  readonly attempts: number;

  /** Fencing token of the run in progress: only its holder may complete the message. */
  @Column({ name: 'claim', type: 'uuid', nullable: true })
  readonly claim: string | null;

  @Column({ name: 'claimed_until', type: 'timestamptz', nullable: true })
  readonly claimedUntil: Date | null;

  @Column({ name: 'last_error', type: 'text', nullable: true })
  readonly lastError: string | null;

  @Column({ name: 'dead_at', type: 'timestamptz', nullable: true })
  readonly deadAt: Date | null;
}
