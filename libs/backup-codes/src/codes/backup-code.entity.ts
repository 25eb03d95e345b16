import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One code of a user's set, as its hash under the set's salt. */
@Entity({ name: 'backup_codes' })
export class BackupCode {
  @PrimaryColumn({ name: 'user_id', type: 'uuid' })
  userId: string;

  /** Argon2id, 32 bytes. */
  @PrimaryColumn({ name: 'hash', type: 'bytea' })
  hash: Buffer;

  /** A code counts once. */
  @Column({ name: 'used_at', type: 'timestamptz', nullable: true })
  usedAt: Date | null;
}
