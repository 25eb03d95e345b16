import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source-options';
import { migrate, migrationStates } from './migrate';
import { createTestDatabase, type TestDatabase } from './testing/test-database';

describe('migrations in a schema of their own', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    const dataSource = await new DataSource(dataSourceOptions({ url: test.url, applicationName: 'spec', session: true })).initialize();
    await dataSource.query('create schema apart');
    await dataSource.destroy();
  });
  afterAll(() => test.drop());

  it('are shown where they are run', async () => {
    const url = `${test.url}?schema=apart`;
    const count = async (address: string, hasRun: boolean) => (await migrationStates(address)).filter((state) => state.hasRun === hasRun).length;
    expect([await count(test.url, false), await count(url, true)]).toEqual([0, 0]);
    const names = await migrate(url);
    expect(names.length).toBeGreaterThan(0);
    expect([await count(url, true), await count(url, false)]).toEqual([names.length, 0]);
  });

  it('say what to do where PostgreSQL does not answer', async () => {
    await expect(migrationStates('postgresql://nobody@127.0.0.1:1/x')).rejects.toThrow('PostgreSQL does not answer');
  });
});
