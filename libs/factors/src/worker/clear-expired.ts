import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { Cleanup, type CleanupTask } from '@countersign/queue/worker';
import { clearChallenges, clearPending } from './clear-expired.statements';

@Cleanup()
@Injectable()
export class ClearExpiredChallenges implements CleanupTask {
  readonly name = 'expired challenges';

  constructor(private readonly database: Database) {}

  async run(limit: number): Promise<number> {
    return (await this.database.run(clearChallenges, [limit])).length;
  }
}

@Cleanup()
@Injectable()
export class ClearAbandonedSetups implements CleanupTask {
  readonly name = 'abandoned setups';

  constructor(private readonly database: Database) {}

  async run(limit: number): Promise<number> {
    return (await this.database.run(clearPending, [limit])).length;
  }
}
