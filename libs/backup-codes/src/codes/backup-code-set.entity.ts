import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A user's set of backup codes: pending (sealed, shown once more) until the first method counts, then hashes alone. */
@Entity({ name: 'backup_code_sets' })
export class BackupCodeSet {
  @PrimaryColumn({ name: 'user_id', type: 'uuid' })
  userId: string;

  /** While pending: the codes, sealed and bound to this row; null once they count. */
  @Column({ name: 'sealed', type: 'text', nullable: true })
  sealed: string | null;

  /** One for the set, so that a check costs one hash; null while pending. */
  @Column({ name: 'salt', type: 'bytea', nullable: true })
  salt: Buffer | null;

  @Column({ name: 'remaining', type: 'smallint' })
  remaining: number;

  /** Checks of the last 15 minutes that failed or whose outcome is unknown. */
  @Column({ name: 'attempts', type: 'timestamptz', array: true })
  attempts: Date[];

  /** When the set was made, or began to count. */
  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
