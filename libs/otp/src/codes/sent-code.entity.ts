import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The newest code that was sent by a method for one challenge, or for the setup of the method. */
@Entity({ name: 'codes' })
export class SentCode {
  @PrimaryColumn({ name: 'method_id', type: 'uuid' })
  methodId: string;

  /** The challenge that it answers; while the method is set up, the method itself. */
  @PrimaryColumn({ name: 'context_id', type: 'uuid' })
  contextId: string;

  /** HMAC of the code with challenge, user and method. */
  @Column({ name: 'digest', type: 'bytea' })
  digest: Buffer;

  /** Codes sent in this row so far: a resend takes the place of the older code and keeps the counts. */
  @Column({ name: 'sends', type: 'smallint' })
  sends: number;

  /** Codes tried in this row so far. */
  @Column({ name: 'tries', type: 'smallint' })
  tries: number;

  @Column({ name: 'sent_at', type: 'timestamptz' })
  sentAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @Column({ name: 'spent_at', type: 'timestamptz', nullable: true })
  spentAt: Date | null;
}
