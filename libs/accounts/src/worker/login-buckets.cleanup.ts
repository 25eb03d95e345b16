import { Database } from '@countersign/database';
import { Cleanup, type CleanupTask } from '@countersign/queue/worker';
import { removeExpired } from '../login-budget.statements';

/** Buckets whose last attempt no longer counts. */
@Cleanup()
export class LoginBucketsCleanup implements CleanupTask {
  readonly name = 'login-buckets-expired';

  constructor(private readonly database: Database) {}

  async run(limit: number): Promise<number> {
    return (await this.database.run(removeExpired, [limit])).length;
  }
}
