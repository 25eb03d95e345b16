import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** `reset`, `verify` and `change` open something; `exists` only has its mail written. */
export type LinkKind = 'reset' | 'verify' | 'change' | 'exists';

/** A mail with a link: asked for, then issued (the worker made a token and wrote the mail), then used, once. */
@Entity('links')
@Check('ck_links_kind', `kind in ('reset', 'verify', 'change', 'exists')`)
@Check('ck_links_issued', 'digest is null or user_id is not null')
@Index('uq_links_digest', ['digest'], { unique: true })
@Index('ix_links_user_id', ['userId'])
@Index('ix_links_expires_at', ['expiresAt'])
export class Link {
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'pk_links' })
  readonly id: string;

  @Column({ name: 'kind', type: 'text' })
  readonly kind: LinkKind;

  /** Null until it is issued, where only an address was given: nobody looked whose it is. */
  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  readonly userId: string | null;

  /** The user's epoch when it was asked for; null until it is issued, where only an address was given. It opens nothing in another one. */
  @Column({ name: 'trust_epoch', type: 'integer', nullable: true })
  readonly trustEpoch: number | null;

  /** Where the mail goes; of a change, the new address. */
  @Column({ name: 'address_sealed', type: 'text' })
  readonly addressSealed: string;

  /** Keyed digest of the token; null: not issued. */
  @Column({ name: 'digest', type: 'bytea', nullable: true })
  readonly digest: Buffer | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  readonly createdAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  readonly expiresAt: Date;

  @Column({ name: 'used_at', type: 'timestamptz', nullable: true })
  readonly usedAt: Date | null;
}
