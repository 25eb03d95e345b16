import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A token that a device ever had; spent ones stay until the device goes, so that a copied one is known. */
@Entity('trusted_device_tokens')
@Index('ix_trusted_device_tokens_device_id', ['deviceId'])
export class TrustedDeviceToken {
  /** Keyed digest; the token itself is nowhere. */
  @PrimaryColumn({ name: 'digest', type: 'bytea', primaryKeyConstraintName: 'pk_trusted_device_tokens' })
  readonly digest: Buffer;

  @Column({ name: 'device_id', type: 'uuid' })
  readonly deviceId: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  readonly createdAt: Date;

  @Column({ name: 'spent_at', type: 'timestamptz', nullable: true })
  readonly spentAt: Date | null;
}
