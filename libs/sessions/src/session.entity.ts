import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('sessions')
@Check('ck_sessions_aal', 'aal in (1, 2)')
@Index('ix_sessions_user_id', ['userId'])
@Index('ix_sessions_expires_at', ['expiresAt'])
@Index('ix_sessions_revoked_at', ['revokedAt'], { where: 'revoked_at is not null' })
export class Session {
  /** UUID version 7. */
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'pk_sessions' })
  readonly id: string;

  @Column({ name: 'user_id', type: 'uuid' })
  readonly userId: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  readonly createdAt: Date;

  /** When it was last proved: at login, or at the last step-up. */
  @Column({ name: 'auth_time', type: 'timestamptz', default: () => 'now()' })
  readonly authTime: Date;

  /** Written at most once a minute. */
  @Column({ name: 'last_used_at', type: 'timestamptz', default: () => 'now()' })
  readonly lastUsedAt: Date;

  /** When it ends, however often it is refreshed. */
  @Column({ name: 'expires_at', type: 'timestamptz' })
  readonly expiresAt: Date;

  /** When it ends unless it is refreshed; never after `expires_at`. */
  @Column({ name: 'idle_expires_at', type: 'timestamptz' })
  readonly idleExpiresAt: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  readonly revokedAt: Date | null;

  /** 2: a second factor was shown. */
  @Column({ name: 'aal', type: 'smallint' })
  readonly aal: 1 | 2;

  /** Every second factor that was shown is a restricted one (NIST SP 800-63B-4 §3.2.9). */
  @Column({ name: 'is_restricted', type: 'boolean', default: false })
  readonly isRestricted: boolean;

  /** The ways that were used (RFC 8176). */
  @Column({ name: 'amr', type: 'text', array: true })
  readonly amr: readonly string[];

  /** Good for the enrolment of a second factor alone, until that is done. */
  @Column({ name: 'is_enrolment', type: 'boolean', default: false })
  readonly isEnrolment: boolean;

  @Column({ name: 'ip_address', type: 'text', nullable: true })
  readonly ipAddress: string | null;

  @Column({ name: 'user_agent', type: 'text', nullable: true })
  readonly userAgent: string | null;

  @Column({ name: 'device_name', type: 'text', nullable: true })
  readonly deviceName: string | null;

  /** Refreshes since `refresh_window` began. */
  @Column({ name: 'refresh_count', type: 'integer', default: 0 })
  readonly refreshCount: number;

  @Column({ name: 'refresh_window', type: 'timestamptz', default: () => 'now()' })
  readonly refreshWindow: Date;
}
