import { defineMetrics, WAITING_SECONDS } from '@countersign/observability';

export const cryptoMetrics = defineMetrics('crypto', {
  threads: { name: 'countersign_hash_threads', kind: 'gauge', help: 'Hashing threads that the process may use' },
  taken: {
    name: 'countersign_hash_places',
    kind: 'gauge',
    help: 'Places of the hash pool that are taken',
    labels: { state: 'running, or waiting: passwords before which others are hashed' },
  },
  expectedWait: {
    name: 'countersign_hash_expected_wait_seconds',
    kind: 'gauge',
    help: 'What one more password would wait; past HASH_MAX_WAIT_MS it is refused with 503',
  },
  wait: {
    name: 'countersign_hash_wait_seconds',
    kind: 'histogram',
    help: 'How long passwords waited for a thread',
    buckets: WAITING_SECONDS,
  },
  time: {
    name: 'countersign_hash_seconds',
    kind: 'histogram',
    help: 'How long one hash took in its thread',
    buckets: WAITING_SECONDS,
  },
});
