import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many paid messages went out in a window that began with its first one. */
@Entity({ name: 'send_windows' })
export class SendWindow {
  /** Keyed digest of what it counts. */
  @PrimaryColumn({ name: 'key', type: 'bytea' })
  key: Buffer;

  @Column({ name: 'used', type: 'integer' })
  used: number;

  @Column({ name: 'ends_at', type: 'timestamptz' })
  endsAt: Date;
}
