import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How long the chain was at some time, signed: whoever removes its end must remove this too, and forge what was written elsewhere. */
@Entity('audit_checkpoints')
export class AuditCheckpoint {
  @PrimaryColumn({ name: 'position', type: 'bigint', primaryKeyConstraintName: 'audit_checkpoints_pkey' })
  readonly position: string;

  /** When the last sealed event happened. */
  @Column({ name: 'event_at', type: 'timestamptz' })
  readonly eventAt: Date;

  @Column({ name: 'hash', type: 'bytea' })
  readonly hash: Buffer;

  /** HMAC-SHA256 in base64url, under a key of its own from ENCRYPTION_KEYS. */
  @Column({ name: 'signature', type: 'text' })
  readonly signature: string;

  @Column({ name: 'made_at', type: 'timestamptz', default: () => 'now()' })
  readonly madeAt: Date;
}
