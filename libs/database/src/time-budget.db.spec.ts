/** @slow: begun early (test/runner/sequencer.cjs) */
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { settingsFor } from '@countersign/config/testing';
import { Waits, withWaits } from '@countersign/observability';
import { recordingLogger } from '@countersign/observability/testing';
import { dataSourceOptions } from './data-source-options';
import { Database } from './database';
import { DatabaseSettings } from './database.settings';
import { statement } from './statement';
import { createTestDatabase, type TestDatabase } from './testing/test-database';

const nap = statement('spec_nap', 'select pg_sleep($1)');
/** Told apart from any time of day in a log line by its digits. */
const SECONDS = 0.60625;
const one = statement<{ one: number }>('spec_one', 'select 1 as one');
const refused = { code: 'service_unavailable', status: 503, retryAfterSeconds: 2 };

describe('the time that a request may wait for PostgreSQL', () => {
  let test: TestDatabase;
  let dataSource: DataSource;
  let database: Database;
  const { logger, lines } = recordingLogger();

  beforeAll(async () => {
    test = await createTestDatabase();
    const url = `${test.url}?connection_limit=2`;
    dataSource = await new DataSource(dataSourceOptions({ url, applicationName: 'spec', session: true })).initialize();
    database = new Database(dataSource, settingsFor(DatabaseSettings, { DATABASE_URL: url }), logger);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await test.drop();
  });

  const inRequest = <Result>(work: () => Promise<Result>, waits = new Waits()) => withWaits(waits, work);
  const timed = async (work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };
  const works = () => expect(inRequest(() => database.run(one, []))).resolves.toEqual([{ one: 1 }]);

  it('is 4 s over all its statements, TypeORM’s too', async () => {
    const request = async () => {
      await database.run(nap, [1.5]);
      await dataSource.query('select pg_sleep(1.5)');
      await expect(database.run(nap, [1.5])).rejects.toMatchObject(refused);
      await expect(database.run(one, [])).rejects.toMatchObject(refused);
      await expect(database.transaction((tx) => database.run(one, [], tx))).rejects.toMatchObject(refused);
    };
    const ms = await timed(() => inRequest(request));
    expect(ms).toBeGreaterThan(3900);
    expect(ms).toBeLessThan(4600);
    await works();
  });

  it('holds in a transaction, whose connection is not used again', async () => {
    const slow = () =>
      database.transaction(async (tx) => {
        await tx.query('select pg_sleep(2.2)');
        await tx.query('select pg_sleep(2.2)');
      });
    const ms = await timed(() => expect(inRequest(slow)).rejects.toMatchObject(refused));
    expect(ms).toBeLessThan(4600);
    await works();
  });

  it('holds for the wait for a busy pool, and gives back what comes too late', async () => {
    const busy = [0, 1].map(() => database.run(nap, [2.5]).catch(() => undefined));
    const request = async () => {
      await sleep(10);
      await Promise.all([expect(database.run(one, [])).resolves.toHaveLength(1), database.transaction(async () => undefined)]);
    };
    await inRequest(request);
    await Promise.all(busy);
    const almostSpent = new Waits();
    almostSpent.of('database').begin();
    await sleep(3700);
    almostSpent.of('database').end();
    const busyAgain = [0, 1].map(() => database.run(nap, [1]));
    const late = Promise.all([
      expect(inRequest(() => database.run(one, []), almostSpent)).rejects.toMatchObject(refused),
      expect(inRequest(() => database.transaction(async () => undefined), almostSpent)).rejects.toMatchObject(refused),
    ]);
    expect(await timed(() => late)).toBeLessThan(800);
    await Promise.all(busyAgain);
    await Promise.all([0, 1, 2, 3].map(works));
  });

  it('does not run while the request does something else', async () => {
    const waits = new Waits();
    const request = async () => {
      await database.run(one, []);
      await sleep(300);
      await database.transaction((tx) => database.run(one, [], tx));
    };
    await inRequest(request, waits);
    const { database: part } = waits.parts();
    expect(part).toEqual({ ms: expect.any(Number), count: 4 });
    expect(part!.ms).toBeLessThan(250);
  });

  it('is not counted outside requests, where a busy pool is waited for a second at most', async () => {
    const busy = [0, 1].map(() => database.run(nap, [1.6]));
    const ms = await timed(() => expect(database.run(one, [])).rejects.toMatchObject(refused));
    expect(ms).toBeGreaterThan(900);
    expect(ms).toBeLessThan(1500);
    await Promise.all(busy);
  });

  it('is counted in a job, and has no end there', async () => {
    const waits = new Waits(false);
    waits.of('database').add(5_000);
    await expect(inRequest(() => database.run(one, []), waits)).resolves.toEqual([{ one: 1 }]);
    expect(waits.parts().database!.count).toBe(2);
  });

  it('warns of a slow statement by its name, never by its values, and tells a busy pool from a busy server', async () => {
    lines.length = 0;
    await database.run(one, []);
    await Promise.all([0, 1, 2].map(() => database.run(nap, [SECONDS])));
    const slow = (waitedMs: unknown) => expect.objectContaining({ level: 'warn', msg: 'slow statement', statement: 'spec_nap', ms: expect.any(Number), waitedMs });
    expect(lines).toEqual([slow(expect.any(Number)), slow(expect.any(Number)), slow(expect.any(Number))]);
    expect(Number(lines[2]?.waitedMs)).toBeGreaterThan(500);
    expect(JSON.stringify(lines)).not.toContain(String(SECONDS));
  });
});
