import { Database, statement } from '@countersign/database';
import { QueueSettings } from '../../queue.settings';
import { Cleanup, type CleanupTask } from './cleanup';
import { Messages } from '../messages';

const removeStaleHeartbeats = statement<{ id: string }>(
  'queue_remove_stale_heartbeats',
  `delete from worker_heartbeats where seen_at < now() - interval '1 hour' returning id`,
);

/** Dead messages that were kept long enough, and the heartbeats of workers that were killed. */
@Cleanup()
export class OutboxCleanup implements CleanupTask {
  readonly name = 'queue-outbox';

  constructor(
    private readonly messages: Messages,
    private readonly database: Database,
    private readonly settings: QueueSettings,
  ) {}

  async run(limit: number): Promise<number> {
    await this.database.run(removeStaleHeartbeats, []);
    return this.messages.removeDead(this.settings.QUEUE_DEAD_KEEP_DAYS, limit);
  }
}
