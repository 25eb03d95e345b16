import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A word that was agreed on: good once, until it expires. */
@Entity({ name: 'magic_words' })
export class MagicWord {
  @PrimaryColumn({ name: 'id', type: 'uuid' })
  id: string;

  @Column({ name: 'method_id', type: 'uuid' })
  methodId: string;

  /** Sealed and bound to this row and its user. */
  @Column({ name: 'word_sealed', type: 'text' })
  wordSealed: string;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @Column({ name: 'used_at', type: 'timestamptz', nullable: true })
  usedAt: Date | null;
}
