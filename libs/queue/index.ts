export { defineJob, listJobs } from './src/job';
export type { Job, JobDefinition } from './src/job';
export { Outbox } from './src/outbox';
export type { AddOptions } from './src/outbox';
export { outboxInsert } from './src/outbox-insert';
export type { NewMessage } from './src/outbox-insert';
export { QueueModule } from './src/queue.module';
export { QueueSettings } from './src/queue.settings';
