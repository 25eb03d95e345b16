import { Database } from '@countersign/database';
import { Cleanup, type CleanupTask } from '@countersign/queue/worker';
import { removeOld } from '../links/link.statements';

/** Links past their time. A used one stays for a day more: its address is not trusted with codes for so long after a reset. */
@Cleanup()
export class OldLinksCleanup implements CleanupTask {
  readonly name = 'links-expired';

  constructor(private readonly database: Database) {}

  async run(limit: number): Promise<number> {
    return (await this.database.run(removeOld, [limit])).length;
  }
}
