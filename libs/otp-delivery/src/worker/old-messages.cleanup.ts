import { Cleanup, type CleanupTask } from '@countersign/queue/worker';
import { MessageRepository } from '../messages/message.repository';
import { DailyBudget } from './providers/daily-budget';

/** Ends what the queue gave up on its own. Messages are kept for 30 days, so that support can say what was sent; then the row goes, as do the counts of days. */
@Cleanup()
export class OldMessagesCleanup implements CleanupTask {
  readonly name = 'otp-delivery: messages';

  constructor(
    private readonly repository: MessageRepository,
    private readonly days: DailyBudget,
  ) {}

  async run(limit: number): Promise<number> {
    const settled = await this.repository.settleLeftovers(limit);
    const deleted = await this.repository.deleteOld(limit);
    return settled + deleted + (await this.days.removeOld(limit));
  }
}
