import { Cleanup, type CleanupTask } from '@countersign/queue/worker';
import { MessageRepository } from '../message.repository';

/** Messages are kept for 30 days, so that support can say what was sent; then the row goes. */
@Cleanup()
export class OldMessagesCleanup implements CleanupTask {
  readonly name = 'otp-delivery: messages';

  constructor(private readonly repository: MessageRepository) {}

  run(limit: number): Promise<number> {
    return this.repository.deleteOld(limit);
  }
}
