import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The secret that an authenticator app shares with us, and how far its codes are spent. */
@Entity({ name: 'totp_secrets' })
export class TotpSecret {
  @PrimaryColumn({ name: 'method_id', type: 'uuid' })
  methodId: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId: string;

  /** Base32, sealed and bound to this row and user. */
  @Column({ name: 'secret_sealed', type: 'text' })
  secretSealed: string;

  /** The RFC 6238 time step of the last accepted code; it never goes back. */
  @Column({ name: 'last_used_step', type: 'bigint', nullable: true })
  lastUsedStep: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
