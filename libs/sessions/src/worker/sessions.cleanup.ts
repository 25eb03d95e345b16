import { Database } from '@countersign/database';
import { Cleanup, type CleanupTask } from '@countersign/queue/worker';
import { removeEnded } from '../sessions.statements';

/** Sessions that have ended, and with them their refresh tokens: until then the spent ones tell a stolen one. */
@Cleanup()
export class SessionsCleanup implements CleanupTask {
  readonly name = 'sessions-ended';

  constructor(private readonly database: Database) {}

  async run(limit: number): Promise<number> {
    return (await this.database.run(removeEnded, [limit])).length;
  }
}
