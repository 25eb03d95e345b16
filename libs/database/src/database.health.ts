import { Injectable } from '@nestjs/common';
import { HealthProbe, type HealthCheck, type HealthReport } from '@countersign/observability';
import { Database } from './database';
import { pendingMigrations } from './migrate';
import { statement } from './statement';

const appliedMigrations = statement<{ name: string }>('database_applied_migrations', 'select name from schema_migrations');

/** Ready wants PostgreSQL and every migration of this release. */
@Injectable()
@HealthProbe()
export class DatabaseHealth implements HealthCheck {
  readonly name = 'database';
  readonly makesUnready = true;

  constructor(private readonly database: Database) {}

  async check(): Promise<HealthReport> {
    try {
      const pending = await pendingMigrations(() => this.database.run(appliedMigrations, []));
      if (pending.length === 0) return { name: this.name, status: 'up' };
      const reason = `${pending.length} migrations are pending: run "npm run migration:run"`;
      return { name: this.name, status: 'down', details: { reason } };
    } catch (error) {
      return { name: this.name, status: 'down', details: { reason: (error as Error).message } };
    }
  }
}
