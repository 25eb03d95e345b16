import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An open question to a user: what a tempToken opens. Read and written by `ChallengeRepository`'s statements. */
@Entity({ name: 'challenges' })
export class Challenge {
  @PrimaryColumn({ name: 'id', type: 'uuid' })
  id: string;

  /** Keyed digest of the tempToken. */
  @Column({ name: 'digest', type: 'bytea' })
  digest: Buffer;

  @Column({ name: 'user_id', type: 'uuid' })
  userId: string;

  @Column({ name: 'purpose', type: 'text' })
  purpose: 'login' | 'step_up' | 'verification';

  @Column({ name: 'session_id', type: 'uuid', nullable: true })
  sessionId: string | null;

  /** What was proved before it was opened (RFC 8176). */
  @Column({ name: 'amr', type: 'text', array: true })
  amr: string[];

  /** The user's trust epoch at opening: a password change ends the challenge. */
  @Column({ name: 'trust_epoch', type: 'integer' })
  trustEpoch: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @Column({ name: 'attempts', type: 'smallint' })
  attempts: number;

  @Column({ name: 'max_attempts', type: 'smallint' })
  maxAttempts: number;

  @Column({ name: 'consumed_at', type: 'timestamptz', nullable: true })
  consumedAt: Date | null;

  /** Of a verification: what the application asked it for, in its own word. */
  @Column({ name: 'asked_for', type: 'text', nullable: true })
  askedFor: string | null;

  @Column({ name: 'canceled_at', type: 'timestamptz', nullable: true })
  canceledAt: Date | null;

  @Column({ name: 'sent_method_id', type: 'uuid', nullable: true })
  sentMethodId: string | null;

  /** Others were sent a code for it before that one. */
  @Column({ name: 'has_asked_several', type: 'boolean', default: false })
  hasAskedSeveral: boolean;
}
