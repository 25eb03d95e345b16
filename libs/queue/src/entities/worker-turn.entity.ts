import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a task that one worker does for all is due again. */
@Entity('worker_turns')
export class WorkerTurn {
  @PrimaryColumn({ name: 'name', type: 'text', primaryKeyConstraintName: 'worker_turns_pkey' })
  readonly name: string;

  @Column({ name: 'next_at', type: 'timestamptz' })
  readonly nextAt: Date;
}
