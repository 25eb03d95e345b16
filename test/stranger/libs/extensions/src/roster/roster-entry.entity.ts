import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who turned two-factor authentication on, and when. */
@Entity({ name: 'roster_entries' })
export class RosterEntry {
  /** The event's id: hearing of it twice writes one row. */
  @PrimaryColumn({ name: 'event_id', type: 'uuid' })
  eventId: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId: string;

  @Column({ name: 'enrolled_at', type: 'timestamptz' })
  enrolledAt: Date;
}
