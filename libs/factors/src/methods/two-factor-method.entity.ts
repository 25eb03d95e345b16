import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One enrolled instance of a factor. */
@Entity({ name: 'two_factor_methods' })
export class TwoFactorMethod {
  @PrimaryColumn({ name: 'id', type: 'uuid' })
  id: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId: string;

  @Column({ name: 'type', type: 'text' })
  type: string;

  @Column({ name: 'label', type: 'text', nullable: true })
  label: string | null;

  @Column({ name: 'status', type: 'text' })
  status: 'pending' | 'active';

  @Column({ name: 'is_default', type: 'boolean' })
  isDefault: boolean;

  /** Where codes go, masked, and the name under which lists show it. */
  @Column({ name: 'destination', type: 'jsonb', nullable: true })
  destination: { name: string; masked: string } | null;

  /** The session that ran setup: it alone may confirm. */
  @Column({ name: 'setup_session_id', type: 'uuid', nullable: true })
  setupSessionId: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  /** When a pending method stops to be confirmable; null once it is active. */
  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'verified_at', type: 'timestamptz', nullable: true })
  verifiedAt: Date | null;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null;

  @Column({ name: 'failures_in_a_row', type: 'integer' })
  failuresInARow: number;

  /** After 100 wrong codes in a row: takes no code until it is set up anew. */
  @Column({ name: 'disabled_at', type: 'timestamptz', nullable: true })
  disabledAt: Date | null;
}
