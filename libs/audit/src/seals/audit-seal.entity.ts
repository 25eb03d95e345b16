import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One link of the chain over the trail, added by the worker a minute after the event. Partitioned as the trail is. */
@Entity('audit_seals')
export class AuditSeal {
  /** 1, 2, 3 … without a gap. */
  @PrimaryColumn({ name: 'position', type: 'bigint', primaryKeyConstraintName: 'audit_seals_pkey' })
  readonly position: string;

  @PrimaryColumn({ name: 'event_at', type: 'timestamptz', primaryKeyConstraintName: 'audit_seals_pkey' })
  readonly eventAt: Date;

  @Column({ name: 'event_id', type: 'uuid' })
  readonly eventId: string;

  /** HMAC-SHA256 over the hash before, the position and the event, under a key of its own from ENCRYPTION_KEYS. */
  @Column({ name: 'hash', type: 'bytea' })
  readonly hash: Buffer;
}
