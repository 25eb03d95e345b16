import { Logger } from '@countersign/observability';
import { Cleanup, type CleanupTask } from '@countersign/queue/worker';
import { AuditSettings } from '../audit.settings';
import { SealTrail } from '../seals/seal-trail';

const DAY_SECONDS = 86_400;

/** Drops the months that are older than AUDIT_KEEP_MONTHS, once a day. */
@Cleanup()
export class AuditRetention implements CleanupTask {
  readonly name = 'audit-retention';
  readonly everySeconds = DAY_SECONDS;

  constructor(
    private readonly trail: SealTrail,
    private readonly settings: AuditSettings,
    private readonly logger: Logger,
  ) {}

  async run(): Promise<number> {
    const { AUDIT_KEEP_MONTHS: keepMonths } = this.settings;
    if (keepMonths === null) return 0;
    const months = await this.trail.dropOld(keepMonths);
    if (months > 0) this.logger.info({ months, keepMonths }, 'Old months of the audit trail were dropped');
    return 0;
  }
}
