import { Database, statement } from '@countersign/database';
import { Logger } from '@countersign/observability';
import { Cleanup, type CleanupTask } from '@countersign/queue/worker';

/** A worker that was away for a quarter still finds the month that it wakes up in. */
const MONTHS_AHEAD = 3;
const DAY_SECONDS = 86_400;

const makePartitions = statement<{ made: number }>('audit_make_partitions', 'select audit_log_make_partitions($1) as made');

/** Keeps the trail's partitions ahead of time, once a day. */
@Cleanup()
export class AuditPartitions implements CleanupTask {
  readonly name = 'audit-partitions';
  readonly everySeconds = DAY_SECONDS;

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  async run(): Promise<number> {
    const [answer] = await this.database.run(makePartitions, [MONTHS_AHEAD]);
    const partitions = answer?.made ?? 0;
    if (partitions > 0) this.logger.info({ partitions }, 'The audit trail has partitions for further months');
    return 0;
  }
}
