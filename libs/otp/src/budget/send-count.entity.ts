import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When codes were sent to a destination, or for a user, in the last hour. */
@Entity({ name: 'send_counts' })
export class SendCount {
  /** Keyed digest of whom it counts. */
  @PrimaryColumn({ name: 'key', type: 'bytea' })
  key: Buffer;

  @Column({ name: 'sent_at', type: 'timestamptz', array: true })
  sentAt: Date[];

  /** From then on the row counts nothing. */
  @Column({ name: 'ends_at', type: 'timestamptz' })
  endsAt: Date;
}
