import { catalogue, entriesOf } from '@countersign/kernel';

export interface JobDefinition {
  /** Ends with a version, as old rows outlive a deploy: `audit.event.v1`. */
  readonly name: string;
  /** Jobs of one queue wait for one another, jobs of different queues do not: `codes`, `security-mails`, `default`. */
  readonly queue: string;
  /** Runs, the first one counted, before the message is dead. */
  readonly maxAttempts: number;
  /** Seconds to wait after the first, second … failed run, each varied by a fifth; the last one repeats. */
  readonly backoffSeconds: readonly number[];
  /** Seconds that one run may take before it is broken off and counts as failed. Default 60. */
  readonly timeLimitSeconds?: number;
  /** How many messages of its queue a worker runs side by side, where runs wait for others and cost little. Default QUEUE_CONCURRENCY. */
  readonly concurrency?: number;
}

export interface Job extends JobDefinition {
  readonly timeLimitSeconds: number;
}

/** Declares a job once: `export const auditEventJob = defineJob({ name: 'audit.event.v1', … })`. */
export function defineJob(definition: JobDefinition): Job {
  return catalogue('job', definition.name, { timeLimitSeconds: 60, ...definition });
}

/** Every job that the process knows. */
export function listJobs(): Job[] {
  return [...entriesOf<Job>('job').values()];
}

/** The names of the queues that the known jobs run in. */
export function listQueues(): string[] {
  return [...new Set(listJobs().map(({ queue }) => queue))];
}

/** How many messages of a queue a worker runs side by side. */
export function concurrencyOf(queue: string, usual: number): number {
  const own = listJobs().flatMap((job) => (job.queue === queue && job.concurrency !== undefined ? [job.concurrency] : []));
  return own.length > 0 ? Math.max(...own) : usual;
}
