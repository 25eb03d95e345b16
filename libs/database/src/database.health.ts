import { Injectable } from '@nestjs/common';
import { HealthProbe, Logger, type HealthCheck, type HealthReport } from '@countersign/observability';
import { Database } from './database';
import { pendingMigrations } from './migrate';
import { statement } from './statement';
import { isMissingTable } from './unavailable';

const appliedMigrations = statement<{ name: string }>('database_applied_migrations', 'select name from schema_migrations');

const UNREACHABLE = 'unreachable';
const PENDING = 'migrations are pending: run "npm run migration:run"';

/**
 * Ready wants PostgreSQL and every migration of this release. Anybody may ask for health, so the answer has constant words;
 * what the driver says (addresses, tables) goes to the log, once an outage.
 */
@Injectable()
@HealthProbe()
export class DatabaseHealth implements HealthCheck {
  readonly name = 'database';
  readonly makesUnready = true;
  #isOut = false;

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  async check(): Promise<HealthReport> {
    try {
      const pending = await pendingMigrations(() => this.database.run(appliedMigrations, []));
      if (pending.length > 0) return this.down(PENDING, `${pending.length} migrations are pending`);
      this.#isOut = false;
      return { name: this.name, status: 'up' };
    } catch (error) {
      return this.down(isMissingTable(error) ? PENDING : UNREACHABLE, (error as Error).message);
    }
  }

  private down(words: string, reason: string): HealthReport {
    if (!this.#isOut) this.logger.warn({ reason }, 'the database is not ready');
    this.#isOut = true;
    return { name: this.name, status: 'down', details: { reason: words } };
  }
}
