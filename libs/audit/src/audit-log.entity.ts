import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One security event. Rows are added and never changed; the table is partitioned by month of `created_at` (UTC). */
@Entity('audit_log')
@Index('audit_log_user_idx', ['userId', 'createdAt', 'id'])
@Index('audit_log_type_idx', ['type', 'createdAt'])
export class AuditLog {
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'audit_log_pkey' })
  readonly id: string;

  /** Part of the key, as PostgreSQL wants of a partitioned table. */
  @PrimaryColumn({ name: 'created_at', type: 'timestamptz', default: () => 'now()', primaryKeyConstraintName: 'audit_log_pkey' })
  readonly createdAt: Date;

  @Column({ name: 'type', type: 'text' })
  readonly type: string;

  /** Whose account; no foreign key, as the trail outlives the account. */
  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  readonly userId: string | null;

  @Column({ name: 'session_id', type: 'uuid', nullable: true })
  readonly sessionId: string | null;

  @Column({ name: 'ip_address', type: 'text', nullable: true })
  readonly ipAddress: string | null;

  @Column({ name: 'user_agent', type: 'text', nullable: true })
  readonly userAgent: string | null;

  @Column({ name: 'request_id', type: 'text' })
  readonly requestId: string;

  /** The true reason of a refusal, which the caller never sees. */
  @Column({ name: 'reason', type: 'text', nullable: true })
  readonly reason: string | null;

  @Column({ name: 'data', type: 'jsonb', default: () => "'{}'" })
  readonly data: Record<string, unknown>;
}
