import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('users')
@Check('ck_users_role', `role in ('user', 'admin')`)
@Index('uq_users_email_key', ['emailKey'], { unique: true })
@Index('uq_users_username_key', ['usernameKey'], { unique: true })
@Index('uq_users_external_id', ['externalId'], { unique: true })
export class User {
  /** UUID version 7. */
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'pk_users' })
  readonly id: string;

  /** As the user wrote it, trimmed. */
  @Column({ name: 'email', type: 'text', nullable: true })
  readonly email: string | null;

  /** What the address is looked up by: trimmed, lower-case. */
  @Column({ name: 'email_key', type: 'text', nullable: true })
  readonly emailKey: string | null;

  @Column({ name: 'username', type: 'text', nullable: true })
  readonly username: string | null;

  @Column({ name: 'username_key', type: 'text', nullable: true })
  readonly usernameKey: string | null;

  /** What an application that keeps its own passwords calls this user. */
  @Column({ name: 'external_id', type: 'text', nullable: true })
  readonly externalId: string | null;

  /** The hasher's stored form; null: no password, hence no password login. */
  @Column({ name: 'password_hash', type: 'text', nullable: true, select: false })
  readonly passwordHash: string | null;

  /** E.164, sealed and bound to this row. */
  @Column({ name: 'phone_sealed', type: 'text', nullable: true, select: false })
  readonly phoneSealed: string | null;

  @Column({ name: 'email_verified', type: 'boolean', default: false })
  readonly emailVerified: boolean;

  @Column({ name: 'two_factor_enabled', type: 'boolean', default: false })
  readonly twoFactorEnabled: boolean;

  @Column({ name: 'role', type: 'text', default: 'user' })
  readonly role: 'user' | 'admin';

  @Column({ name: 'is_active', type: 'boolean', default: true })
  readonly isActive: boolean;

  /** Counts up whenever everything that was trusted so far must stop counting. */
  @Column({ name: 'trust_epoch', type: 'integer', default: 0 })
  readonly trustEpoch: number;

  /** Counts up whenever an administrator unlocks: wrong passwords from before count no more. */
  @Column({ name: 'login_epoch', type: 'integer', default: 0 })
  readonly loginEpoch: number;

  /** Somebody else has read the password: a session takes nothing but its change. */
  @Column({ name: 'must_change_password', type: 'boolean', default: false })
  readonly mustChangePassword: boolean;

  /** When a log-in first asked for the second factor that REQUIRE_2FA demands. */
  @Column({ name: 'enrolment_asked_at', type: 'timestamptz', nullable: true })
  readonly enrolmentAskedAt: Date | null;

  @Column({ name: 'password_changed_at', type: 'timestamptz', nullable: true })
  readonly passwordChangedAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  readonly createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  readonly updatedAt: Date;
}
