import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A browser and system that a user has signed in with: the first sign-in with another one is told by mail. */
@Entity('known_agents')
@Index('ix_known_agents_last_seen_at', ['lastSeenAt'])
export class KnownAgent {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_known_agents' })
  readonly userId: string;

  /** In words, without a version, which changes with every update: "Firefox on Linux". */
  @PrimaryColumn({ name: 'name', type: 'text', primaryKeyConstraintName: 'pk_known_agents' })
  readonly name: string;

  /** Written at most once a day. */
  @Column({ name: 'last_seen_at', type: 'timestamptz', default: () => 'now()' })
  readonly lastSeenAt: Date;
}
