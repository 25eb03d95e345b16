import { defineJob } from '@countersign/queue';

/** One for each event of the trail: the worker hands it to the listeners. */
export const auditEventJob = defineJob({
  name: 'audit.event.v1',
  queue: 'default',
  maxAttempts: 12,
  backoffSeconds: [1, 5, 30, 120, 600, 1_800, 3_600],
});
