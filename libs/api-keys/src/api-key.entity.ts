import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A key of an application server. Read and written by the lib's statements. */
@Entity('api_keys')
@Check('ck_api_keys_previous', '(previous_digest is null) = (previous_expires_at is null)')
@Index('uq_api_keys_key_prefix', ['keyPrefix'], { unique: true })
@Index('ix_api_keys_user_id', ['userId'])
export class ApiKey {
  /** UUID version 7. */
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'pk_api_keys' })
  readonly id: string;

  /** Its owner. */
  @Column({ name: 'user_id', type: 'uuid' })
  readonly userId: string;

  @Column({ name: 'name', type: 'text' })
  readonly name: string;

  /** The part of the key that is shown, and by which it is looked up. */
  @Column({ name: 'key_prefix', type: 'text' })
  readonly keyPrefix: string;

  /** Keyed digest of the whole key. */
  @Column({ name: 'digest', type: 'bytea' })
  readonly digest: Buffer;

  /** The key before the last rotation, good until `previous_expires_at`. */
  @Column({ name: 'previous_digest', type: 'bytea', nullable: true })
  readonly previousDigest: Buffer | null;

  @Column({ name: 'previous_expires_at', type: 'timestamptz', nullable: true })
  readonly previousExpiresAt: Date | null;

  @Column({ name: 'scopes', type: 'text', array: true })
  readonly scopes: string[];

  /** From where it is accepted; empty: from anywhere. */
  @Column({ name: 'allowed_networks', type: 'cidr', array: true, default: () => "'{}'" })
  readonly allowedNetworks: string[];

  /** Requests an hour. */
  @Column({ name: 'rate_limit', type: 'integer' })
  readonly rateLimit: number;

  @Column({ name: 'window_started_at', type: 'timestamptz', default: () => 'now()' })
  readonly windowStartedAt: Date;

  /** Requests since `window_started_at`. */
  @Column({ name: 'window_count', type: 'integer', default: 0 })
  readonly windowCount: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  readonly createdAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  readonly expiresAt: Date | null;

  /** Written at most once a minute. */
  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  readonly lastUsedAt: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  readonly revokedAt: Date | null;
}
