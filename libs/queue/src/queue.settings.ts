import { Settings, WholeSetting } from '@countersign/config';

@Settings('queue')
export class QueueSettings {
  @WholeSetting({
    why: 'How many messages of one queue a worker runs side by side.',
    unit: 'messages',
    min: 1,
    max: 64,
    default: 8,
  })
  readonly QUEUE_CONCURRENCY: number;

  @WholeSetting({
    why: 'How long a message that failed for good stays in the outbox for somebody to look at.',
    unit: 'days',
    min: 1,
    max: 3650,
    default: 30,
  })
  readonly QUEUE_DEAD_KEEP_DAYS: number;
}
