import { statement } from '@countersign/database';

/** A worker writes its heartbeat every 5 s; three missed ones and it is gone. */
export const ABSENT_AFTER_SECONDS = 15;

interface WorkerState {
  workers: number;
  lastSeen: Date | null;
  secondsSinceSeen: number | null;
  oldestMessageSeconds: number;
}

export const workerState = statement<WorkerState>(
  'queue_worker_state',
  `select seen.workers, seen.at as "lastSeen", extract(epoch from now() - seen.at)::float8 as "secondsSinceSeen",
     coalesce((
       select extract(epoch from now() - min(run_at))::integer from outbox
       where dead_at is null and run_at <= now() and (claimed_until is null or claimed_until <= now())
     ), 0) as "oldestMessageSeconds"
   from (
     select max(seen_at) as at,
       count(*) filter (where seen_at > now() - interval '${ABSENT_AFTER_SECONDS} seconds')::integer as workers
     from worker_heartbeats
   ) seen`,
);
