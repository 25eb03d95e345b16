import { defineLimits } from '@countersign/kernel';

defineLimits('crypto', {
  hash_wait: {
    what: 'expected wait for a hashing thread',
    countedBy: 'process',
    window: 'at the moment of the request',
    setting: 'HASH_MAX_WAIT_MS',
    then: '503 service_unavailable; Retry-After says when those before it will be done',
  },
  hash_queue: {
    what: 'passwords waiting for a hashing thread',
    countedBy: 'process',
    window: 'at the moment of the request',
    setting: 'WORKER_MAX_QUEUE',
    then: '503 service_unavailable; Retry-After says when those before it will be done',
  },
});
