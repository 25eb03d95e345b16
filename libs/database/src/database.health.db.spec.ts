import { DataSource } from 'typeorm';
import { settingsFor } from '@countersign/config/testing';
import { recordingLogger } from '@countersign/observability/testing';
import { Database } from './database';
import { DatabaseHealth } from './database.health';
import { DatabaseSettings } from './database.settings';
import { connectTestDatabase, type ConnectedTestDatabase } from './testing/test-database';

describe('the health of the database', () => {
  let test: ConnectedTestDatabase;
  beforeAll(async () => {
    test = await connectTestDatabase();
  });
  afterAll(() => test.drop());

  const recorded = (database: Database) => {
    const { logger, lines } = recordingLogger();
    return { health: new DatabaseHealth(database, logger), lines };
  };

  it('is up with every migration, and tells pending ones without the driver’s words, once in the log', async () => {
    const { health, lines } = recorded(test.database);
    const up = { name: 'database', status: 'up' };
    const pending = { name: 'database', status: 'down', details: { reason: 'migrations are pending: run "npm run migration:run"' } };
    expect(await health.check()).toEqual(up);
    await test.dataSource.query('alter table schema_migrations rename to hidden');
    expect(await health.check()).toEqual(pending);
    expect(await health.check()).toEqual(pending);
    expect(lines).toEqual([expect.objectContaining({ level: 'warn', reason: expect.stringContaining('"schema_migrations" does not exist') })]);
    await test.dataSource.query('alter table hidden rename to schema_migrations');
    expect(await health.check()).toEqual(up);
    await test.dataSource.query(`update schema_migrations set name = name || 'x' where id = (select max(id) from schema_migrations)`);
    expect(await health.check()).toEqual(pending);
    expect(lines).toHaveLength(2);
  });

  it('is unreachable while nothing answers', async () => {
    const settings = settingsFor(DatabaseSettings, { DATABASE_URL: test.url });
    const { health, lines } = recorded(new Database(new DataSource({ type: 'postgres' }), settings, recordingLogger().logger));
    expect(await health.check()).toEqual({ name: 'database', status: 'down', details: { reason: 'unreachable' } });
    expect(lines).toHaveLength(1);
  });
});
