import { DataSource } from 'typeorm';
import { StartupFault } from '@countersign/kernel';
import type { Logger } from '@countersign/observability';
import { dataSourceOptions } from './data-source-options';
import { Database } from './database';
import type { DatabaseSettings } from './database.settings';

/**
 * A database for a command that does one thing and ends: connected once, closed in the end.
 *
 * @throws StartupFault when PostgreSQL does not answer.
 */
export async function withDatabase<Result>(
  settings: DatabaseSettings,
  logger: Logger,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const url = settings.DATABASE_URL.reveal();
  const dataSource = new DataSource(dataSourceOptions({ url, applicationName: 'countersign-command', session: settings.DATABASE_PREPARED }));
  try {
    await dataSource.initialize();
  } catch (error) {
    throw new StartupFault(`PostgreSQL does not answer: ${(error as Error).message}. Start it, or mend DATABASE_URL.`);
  }
  try {
    return await work(new Database(dataSource, settings, logger));
  } finally {
    await dataSource.destroy();
  }
}
