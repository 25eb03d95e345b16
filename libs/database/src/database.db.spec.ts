/** @slow: begun early (test/runner/sequencer.cjs) */
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { DataSource } from 'typeorm';
import { settingsFor } from '@countersign/config/testing';
import { recordingLogger } from '@countersign/observability/testing';
import { Database } from './database';
import { DatabaseSettings } from './database.settings';
import { dataSourceOptions } from './data-source-options';
import { statement } from './statement';
import { connectTestDatabase, type ConnectedTestDatabase } from './testing/test-database';

const add = statement('spec_add', 'insert into spec_rows (id) values ($1)');
const count = statement<{ rows: number }>('spec_count', 'select count(*)::int as rows from spec_rows');

describe('Database', () => {
  let test: ConnectedTestDatabase;
  beforeAll(async () => {
    test = await connectTestDatabase();
    await test.dataSource.query('create table spec_rows (id int primary key)');
  });
  beforeEach(() => test.dataSource.query('truncate spec_rows'));
  afterAll(() => test.drop());
  const rows = async () => (await test.database.run(count, []))[0]!.rows;

  it('keeps what a transaction wrote and then runs what waits for the commit', async () => {
    const seen: string[] = [];
    const result = await test.database.transaction(async (tx) => {
      await test.database.run(add, [1], tx);
      test.database.afterCommit(tx, () => seen.push('committed'));
      expect(seen).toEqual([]);
      return 'done';
    });
    expect([result, seen, await rows()]).toEqual(['done', ['committed'], 1]);
  });

  it('undoes everything when the work throws, and never runs what waited', async () => {
    const seen: string[] = [];
    const work = test.database.transaction(async (tx) => {
      await test.database.run(add, [1], tx);
      test.database.afterCommit(tx, () => seen.push('committed'));
      throw new TypeError('no');
    });
    await expect(work).rejects.toThrow(TypeError);
    expect([seen, await rows()]).toEqual([[], 0]);
  });

  it('throws where a failed statement was swallowed and COMMIT only rolled back', async () => {
    const work = test.database.transaction(async (tx) => {
      await test.database.run(add, [1], tx);
      await test.database.run(add, [1], tx).catch(() => undefined);
    });
    await expect(work).rejects.toMatchObject({ code: 'internal_error', reason: expect.stringContaining('ROLLBACK') });
    expect(await rows()).toBe(0);
  });

  it('says not_found of a row for a user who is gone', async () => {
    await test.dataSource.query('create table spec_owned (user_id uuid constraint fk_spec_owned_user references users (id))');
    const own = statement('spec_own', 'insert into spec_owned (user_id) values ($1)');
    const nobody = '00000000-0000-7000-8000-000000000000';
    const both = [test.database.run(own, [nobody]), test.database.transaction((tx) => tx.query(own.text, [nobody]))];
    for (const work of both) await expect(work).rejects.toMatchObject({ code: 'not_found', reason: 'the user is gone' });
  });

  it('lets TypeORM write in the same transaction', async () => {
    await test.database.transaction(async (tx) => {
      await tx.query('insert into spec_rows (id) values (5)');
      await test.database.run(add, [6], tx);
    });
    expect(await rows()).toBe(2);
  });
});

describe('Database, when PostgreSQL does not answer', () => {
  let test: ConnectedTestDatabase;
  let proxy: Server;
  let database: Database;
  let dataSource: DataSource;
  let isHung = false;
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    test = await connectTestDatabase();
    const target = new URL(test.url);
    const { hostname, port } = target;
    proxy = createServer((client) => {
      const server = connect(Number(port), hostname);
      for (const socket of [client, server]) sockets.add(socket.on('error', () => undefined));
      client.on('data', (data) => isHung || server.write(data)).on('close', () => server.destroy());
      server.on('data', (data) => isHung || client.write(data)).on('close', () => client.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    target.port = String((proxy.address() as AddressInfo).port);
    dataSource = new DataSource(dataSourceOptions({ url: target.toString(), applicationName: 'spec', session: true }));
    database = new Database(dataSource, settingsFor(DatabaseSettings, { DATABASE_URL: test.url }), recordingLogger().logger);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
    if (dataSource.isInitialized) await dataSource.destroy();
    await test.drop();
  });

  it('answers service_unavailable before it is connected, while it hangs, and works again after', async () => {
    const ask = () => database.run(statement('spec_one', 'select 1 as one'), []);
    const ours = { code: 'service_unavailable', retryAfterSeconds: 2 };
    await expect(ask()).rejects.toMatchObject(ours);
    await dataSource.initialize();
    await expect(ask()).resolves.toEqual([{ one: 1 }]);
    isHung = true;
    await expect(ask()).rejects.toMatchObject(ours);
    const hungInside = database.transaction((tx) => tx.query('select 1'));
    await expect(hungInside).rejects.toMatchObject(ours);
    isHung = false;
    for (const socket of sockets) socket.destroy();
    await expect(database.transaction((tx) => tx.query('select 2 as two'))).resolves.toEqual([{ two: 2 }]);
  }, 20_000);
});
