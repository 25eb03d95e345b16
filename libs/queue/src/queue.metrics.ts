import { defineMetrics } from '@countersign/observability';

export const queueMetrics = defineMetrics('queue', {
  messages: {
    name: 'countersign_outbox_messages',
    kind: 'gauge',
    help: 'Messages in the outbox, of a hundred thousand at most',
    labels: {
      queue: 'the queue of the job',
      state: 'due: may run now; later: waits for its time or its next attempt; running; dead: failed for good, kept to be looked at',
    },
  },
  oldest: {
    name: 'countersign_outbox_oldest_seconds',
    kind: 'gauge',
    help: 'How long the oldest message that may run has waited; 0 where none waits. Past 30 s /health says `late`',
  },
  workers: { name: 'countersign_workers', kind: 'gauge', help: 'Workers that were seen in the last 15 s' },
  heartbeat: {
    name: 'countersign_worker_heartbeat_age_seconds',
    kind: 'gauge',
    help: 'When a worker was last seen. Missing where none is known; past 15 s /health says `absent`',
  },
});
