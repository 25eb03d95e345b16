import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A key that signs access tokens (ES256), did so, or will. */
@Entity('signing_keys')
@Check('ck_signing_keys_state', `state in ('next', 'current', 'previous')`)
@Index('uq_signing_keys_state', ['state'], { unique: true, where: `state in ('next', 'current')` })
export class SigningKey {
  /** The thumbprint of the public key (RFC 7638). */
  @PrimaryColumn({ name: 'kid', type: 'text', primaryKeyConstraintName: 'pk_signing_keys' })
  readonly kid: string;

  @Column({ name: 'state', type: 'text' })
  readonly state: 'next' | 'current' | 'previous';

  @Column({ name: 'public_jwk', type: 'jsonb' })
  readonly publicJwk: object;

  /** PKCS #8 in base64, sealed and bound to this row. */
  @Column({ name: 'private_sealed', type: 'text' })
  readonly privateSealed: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  readonly createdAt: Date;

  @Column({ name: 'state_since', type: 'timestamptz', default: () => 'now()' })
  readonly stateSince: Date;
}
