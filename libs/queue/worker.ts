export { Cleanup, cleanupOf } from './src/worker/cleanups/cleanup';
export type { CleanupTask } from './src/worker/cleanups/cleanup';
export { JobProcessor, Permanent, RetryLater } from './src/worker/job-processor';
export type { JobContext, JobHandler } from './src/worker/job-processor';
export { Joined } from './src/worker/joined';
export { QueueWorkerModule } from './src/worker/queue-worker.module';
