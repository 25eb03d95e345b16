import { Cleanup, type CleanupTask } from '@countersign/queue/worker';
import { MessageRepository } from '../message.repository';

/** Ends what the queue gave up on its own. Messages are kept for 30 days, so that support can say what was sent; then the row goes. */
@Cleanup()
export class OldMessagesCleanup implements CleanupTask {
  readonly name = 'otp-delivery: messages';

  constructor(private readonly repository: MessageRepository) {}

  async run(limit: number): Promise<number> {
    const settled = await this.repository.settleLeftovers(limit);
    return settled + (await this.repository.deleteOld(limit));
  }
}
