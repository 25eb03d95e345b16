import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import { newId } from '@countersign/kernel';
import { defineJob } from '../job';
import { Outbox } from '../outbox';
import { drainOutbox } from '../testing/drain-outbox';
import { startTestProcess, type TestProcess } from '../testing/test-process';
import { JobProcessor, Permanent, RetryLater, type JobContext, type JobHandler } from './job-processor';
import { QueueWorkerModule } from './queue-worker.module';
import { Relay } from './relay';

const steady = defineJob({ name: 'spec.steady.v1', queue: 'spec', maxAttempts: 3, backoffSeconds: [10, 100] });
const brief = defineJob({ name: 'spec.brief.v1', queue: 'brief', maxAttempts: 2, backoffSeconds: [10], timeLimitSeconds: 0.05 });

type Work = (subject: string, context: JobContext) => Promise<void>;
const runs: { subject: string; attempt: number; isLast: boolean }[] = [];
let work: Work = async () => undefined;

@JobProcessor(steady)
class SteadyProcessor implements JobHandler {
  async handle(subject: string, context: JobContext): Promise<void> {
    runs.push({ subject, attempt: context.attempt, isLast: context.isLast });
    await work(subject, context);
  }
}

@JobProcessor(brief)
class BriefProcessor implements JobHandler {
  handle = () => new Promise<void>(() => undefined);
}

describe('a message of the outbox', () => {
  let test: ConnectedTestDatabase;
  let worker: TestProcess;
  const subject = newId();

  beforeAll(async () => {
    test = await connectTestDatabase();
    const environment = { DATABASE_URL: test.url, REDIS_ENABLED: 'false' };
    worker = await startTestProcess({ environment, imports: [QueueWorkerModule], providers: [SteadyProcessor, BriefProcessor] });
    await worker.app.get(Relay, { strict: false }).stop();
  });
  beforeEach(async () => {
    await test.dataSource.query('delete from outbox');
    runs.length = 0;
    work = async () => undefined;
  });
  afterAll(async () => {
    await worker.app.close();
    await test.drop();
  });

  const outbox = () => worker.app.get(Outbox, { strict: false });
  const add = (options = {}, job = steady) => test.database.transaction((tx) => outbox().add(tx, job, subject, options));
  const drain = () => drainOutbox(worker.app);
  const rows = () => test.dataSource.query('select *, extract(epoch from run_at - now())::float8 as wait from outbox');
  const makeDue = () => test.dataSource.query('update outbox set run_at = now()');
  const fail = async () => {
    throw new TypeError('550 <jo@example.com> wants 123456');
  };

  it('is run once and goes', async () => {
    await add();
    expect(await drain()).toBe(1);
    expect(runs).toEqual([{ subject, attempt: 1, isLast: false }]);
    expect(await rows()).toEqual([]);
  });

  it('is one warning when it is slow, with its parts', async () => {
    work = async () => {
      await sleep(300);
      await worker.app.get(DataSource, { strict: false }).query('select pg_sleep(0.3)');
    };
    await add();
    await drain();
    const slow = worker.lines.filter(({ msg }) => msg === 'slow job');
    const parts = { database: { ms: expect.any(Number), count: 1 } };
    expect(slow).toEqual([expect.objectContaining({ level: 'warn', job: 'spec.steady.v1', attempt: 1, ms: expect.any(Number), parts })]);
  });

  it('is not there when its transaction was rolled back', async () => {
    const broken = test.database.transaction(async (tx) => {
      await outbox().add(tx, steady, subject);
      throw new TypeError('no');
    });
    await expect(broken).rejects.toThrow(TypeError);
    expect(await rows()).toEqual([]);
  });

  it('waits for its delay', async () => {
    await add({ delaySeconds: 60 });
    expect(await drain()).toBe(0);
    await makeDue();
    expect(await drain()).toBe(1);
  });

  it('runs again by the backoff after a failure, then is dead', async () => {
    work = fail;
    await add();
    await drain();
    const [first] = await rows();
    expect(first).toMatchObject({ attempts: 1, claim: null, dead_at: null, last_error: 'TypeError: 550 <[address]> wants [number]' });
    expect(first.wait).toBeGreaterThan(7);
    expect(first.wait).toBeLessThanOrEqual(12);
    expect(await drain()).toBe(0);
    await makeDue();
    await drain();
    expect((await rows())[0].wait).toBeGreaterThan(70);
    await makeDue();
    await drain();
    expect((await rows())[0]).toMatchObject({ attempts: 3, dead_at: expect.any(Date) });
    await makeDue();
    expect(await drain()).toBe(0);
    expect(runs.map(({ isLast }) => isLast)).toEqual([false, false, true]);
  });

  it('is dead at once after a Permanent failure', async () => {
    work = async () => {
      throw new Permanent('never');
    };
    await add();
    await drain();
    expect((await rows())[0]).toMatchObject({ attempts: 1, dead_at: expect.any(Date), last_error: 'Permanent: never' });
  });

  it('waits as long as a failure asks for, and at most a fifth longer', async () => {
    work = async () => {
      throw new RetryLater('busy', 40);
    };
    await add();
    await drain();
    const [row] = await rows();
    expect(row).toMatchObject({ attempts: 1, dead_at: null, last_error: 'RetryLater: busy' });
    expect(row.wait).toBeGreaterThan(38);
    expect(row.wait).toBeLessThanOrEqual(48);
  });

  it('does not die of runs that tried nothing, however many', async () => {
    work = async () => {
      throw new RetryLater('not asked', 1, true);
    };
    await add();
    for (let round = 0; round < 5; round += 1) {
      expect(await drain()).toBe(1);
      expect((await rows())[0]).toMatchObject({ attempts: 0, dead_at: null, last_error: 'RetryLater: not asked' });
      await makeDue();
    }
    await test.dataSource.query('update outbox set attempts = 2');
    expect([await drain(), (await rows())[0]]).toMatchObject([1, { attempts: 2, dead_at: null }]);
    await makeDue();
    work = async () => {
      throw new RetryLater('busy', 1);
    };
    expect([await drain(), (await rows())[0]]).toMatchObject([1, { attempts: 3, dead_at: expect.any(Date) }]);
  });

  it('is not run after it expired', async () => {
    await add({ notAfter: new Date(Date.now() - 1000) });
    await drain();
    expect(runs).toEqual([]);
    expect((await rows())[0]).toMatchObject({ dead_at: expect.any(Date), last_error: 'expired' });
  });

  it('is broken off when it expires, and not kept for a retry that would come too late', async () => {
    work = () => new Promise(() => undefined);
    await add({ notAfter: new Date(Date.now() + 300) });
    await drain();
    expect((await rows())[0]).toMatchObject({ dead_at: expect.any(Date), last_error: 'expired' });
    await test.dataSource.query('delete from outbox');
    work = fail;
    await add({ notAfter: new Date(Date.now() + 5000) });
    await drain();
    expect((await rows())[0]).toMatchObject({ dead_at: expect.any(Date), last_error: expect.stringMatching(/^expired; TypeError/) });
  });

  it('fails when a run passes its time limit', async () => {
    await add({}, brief);
    await drain();
    expect((await rows())[0]).toMatchObject({ attempts: 1, dead_at: null, last_error: 'Interrupted: time limit' });
  });

  it('is dead when its last attempt was cut off by a crash', async () => {
    await add();
    await test.dataSource.query('update outbox set attempts = 3');
    await drain();
    expect(runs).toEqual([]);
    expect((await rows())[0]).toMatchObject({ dead_at: expect.any(Date), last_error: 'the last attempt was cut off' });
  });

  it('waits for a newer worker when its job is not known here', async () => {
    await add();
    await test.dataSource.query(`update outbox set job = 'spec.future.v2'`);
    expect(await drain()).toBe(0);
    expect((await rows())[0]).toMatchObject({ attempts: 0, dead_at: null, claim: null });
  });
});
