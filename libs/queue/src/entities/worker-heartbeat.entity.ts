import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row for each running worker, renewed every 5 s and removed when it stops. */
@Entity('worker_heartbeats')
export class WorkerHeartbeat {
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'worker_heartbeats_pkey' })
  readonly id: string;

  @Column({ name: 'started_at', type: 'timestamptz', default: () => 'now()' })
  readonly startedAt: Date;

  @Column({ name: 'seen_at', type: 'timestamptz', default: () => 'now()' })
  readonly seenAt: Date;
}
