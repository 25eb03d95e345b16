import { DataSource, type EntitySchema, type MixedList } from 'typeorm';
import { settingsFor } from '@countersign/config/testing';
import { recordingLogger } from '@countersign/observability/testing';
import { dataSourceOptions } from '../data-source-options';
import { Database } from '../database';
import { DatabaseSettings } from '../database.settings';

/** A `Database` on a database that is there. @public: loaded by `require`, which the check for unused code does not see. */
export async function openDatabase(url: string, entities: MixedList<Function | string | EntitySchema>) {
  const options = dataSourceOptions({ url, applicationName: 'countersign-test', session: true });
  const dataSource = await new DataSource({ ...options, entities }).initialize();
  const settings = settingsFor(DatabaseSettings, { DATABASE_URL: url });
  return { dataSource, database: new Database(dataSource, settings, recordingLogger().logger) };
}
