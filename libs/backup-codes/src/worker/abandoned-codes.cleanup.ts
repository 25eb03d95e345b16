import { Database } from '@countersign/database';
import { Cleanup, type CleanupTask } from '@countersign/queue/worker';
import { removeAbandoned } from '../codes/code-set.statements';

/** Codes that were offered with a setup that nobody confirmed. */
@Cleanup()
export class AbandonedCodesCleanup implements CleanupTask {
  readonly name = 'backup-codes-abandoned';

  constructor(private readonly database: Database) {}

  async run(limit: number): Promise<number> {
    return (await this.database.run(removeAbandoned, [limit])).length;
  }
}
