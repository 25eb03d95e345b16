import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A device that logs in without a second factor, for a time. */
@Entity('trusted_devices')
@Index('ix_trusted_devices_user_id', ['userId'])
@Index('ix_trusted_devices_expires_at', ['expiresAt'])
export class TrustedDevice {
  /** UUID version 7. */
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'pk_trusted_devices' })
  readonly id: string;

  @Column({ name: 'user_id', type: 'uuid' })
  readonly userId: string;

  /** The user's trust epoch when it was trusted: it counts only while that is the same. */
  @Column({ name: 'trust_epoch', type: 'integer' })
  readonly trustEpoch: number;

  @Column({ name: 'device_name', type: 'text' })
  readonly deviceName: string;

  /** Where it was last used. */
  @Column({ name: 'ip_address', type: 'text', nullable: true })
  readonly ipAddress: string | null;

  @Column({ name: 'user_agent', type: 'text', nullable: true })
  readonly userAgent: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  readonly createdAt: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz', default: () => 'now()' })
  readonly lastUsedAt: Date;

  /** However often it is used. */
  @Column({ name: 'expires_at', type: 'timestamptz' })
  readonly expiresAt: Date;
}
