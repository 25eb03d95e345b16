import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The last attempts to log in on one account and address, by one recognised device, or on one account. */
@Entity('login_buckets')
@Index('ix_login_buckets_expires_at', ['expiresAt'])
export class LoginBucket {
  /** Keyed digest of what is counted by: no address and no name stands here. */
  @PrimaryColumn({ name: 'key', type: 'bytea', primaryKeyConstraintName: 'pk_login_buckets' })
  readonly key: Buffer;

  /** Times of the last attempts, oldest first, as many as the limit needs. */
  @Column({ name: 'tries', type: 'timestamptz', array: true })
  readonly tries: readonly Date[];

  @Column({ name: 'expires_at', type: 'timestamptz' })
  readonly expiresAt: Date;
}
