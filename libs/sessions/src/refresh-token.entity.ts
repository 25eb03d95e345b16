import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A token of a session's family; spent ones stay until the session goes, so that a stolen one is known. */
@Entity('refresh_tokens')
@Index('ix_refresh_tokens_session_id', ['sessionId'])
export class RefreshToken {
  /** Keyed digest; the token itself is nowhere. */
  @PrimaryColumn({ name: 'digest', type: 'bytea', primaryKeyConstraintName: 'pk_refresh_tokens' })
  readonly digest: Buffer;

  @Column({ name: 'session_id', type: 'uuid' })
  readonly sessionId: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  readonly createdAt: Date;

  @Column({ name: 'spent_at', type: 'timestamptz', nullable: true })
  readonly spentAt: Date | null;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  readonly expiresAt: Date;
}
