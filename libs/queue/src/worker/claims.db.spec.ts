import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import { newId } from '@countersign/kernel';
import { defineJob } from '../job';
import { Outbox } from '../outbox';
import { startTestProcess, type TestProcess } from '../testing/test-process';
import { Claims } from './claims';
import { Drain } from './drain';
import { JobProcessor, type JobContext, type JobHandler } from './job-processor';
import { Messages } from './messages';
import { MessageRunner } from './message-runner';
import { QueueWorkerModule } from './queue-worker.module';
import { Relay } from './relay';

const slow = defineJob({ name: 'spec.slow.v1', queue: 'spec', maxAttempts: 3, backoffSeconds: [10] });
let runs: { context: JobContext; finish: () => void }[] = [];

@JobProcessor(slow)
class SlowProcessor implements JobHandler {
  handle = (_: string, context: JobContext) => new Promise<void>((finish) => void runs.push({ context, finish }));
}

describe('a claim', () => {
  let test: ConnectedTestDatabase;
  let worker: TestProcess;

  beforeAll(async () => {
    test = await connectTestDatabase();
    const environment = { DATABASE_URL: test.url, REDIS_ENABLED: 'false' };
    worker = await startTestProcess({ environment, imports: [QueueWorkerModule], providers: [SlowProcessor] });
    await worker.app.get(Relay, { strict: false }).stop();
  });
  beforeEach(async () => {
    runs = [];
    await test.dataSource.query('delete from outbox');
    await test.database.transaction((tx) => worker.app.get(Outbox, { strict: false }).add(tx, slow, newId()));
  });
  afterEach(() => {
    for (const { finish } of runs) finish();
    jest.restoreAllMocks();
  });
  afterAll(async () => {
    await worker.app.close();
    await test.drop();
  });

  const messages = () => worker.app.get(Messages, { strict: false });
  const claims = () => worker.app.get(Claims, { strict: false });
  const due = () => messages().claimDue('spec', [slow.name], 10);
  const start = async () => {
    const [message] = await due();
    return worker.app.get(MessageRunner, { strict: false }).run(message!);
  };
  const row = async () => (await test.dataSource.query('select *, claimed_until - now() as left from outbox'))[0];
  const expireClaim = () => test.dataSource.query(`update outbox set claimed_until = now() - interval '1 second'`);
  const begun = async () => {
    const running = start();
    while (runs.length === 0) await Promise.race([running, new Promise((resolve) => setTimeout(resolve, 5))]);
    return { running, run: runs[0]! };
  };

  it('is renewed while its handler runs, so that a slow one stays alone', async () => {
    const { running, run } = await begun();
    await test.dataSource.query(`update outbox set claimed_until = now() + interval '100 milliseconds'`);
    await claims().renew();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await due()).toEqual([]);
    run.finish();
    await running;
    expect(await row()).toBeUndefined();
  });

  it('runs out when its worker was killed, and the message runs again', async () => {
    await due();
    expect(await due()).toEqual([]);
    await expireClaim();
    expect(await due()).toMatchObject([{ attempt: 2 }]);
  });

  it('that was lost neither completes the message nor goes on', async () => {
    const { running, run } = await begun();
    await expireClaim();
    const [other] = await due();
    await claims().renew();
    expect(run.context.signal.reason).toMatchObject({ why: 'claim lost' });
    run.finish();
    await running;
    expect(await row()).toMatchObject({ claim: other!.claim, attempts: 2 });
    const held = { id: other!.id, claim: newId() };
    expect(await messages().complete(held)).toBe(false);
    expect(await messages().bury(held, 'x')).toBe(false);
    expect(await messages().retry(held, 'x', { least: 1, spread: 0 }, false)).toBe('lost');
    expect(await messages().complete(other!)).toBe(true);
  });

  it('is given up when PostgreSQL does not take three renewals', async () => {
    const { running, run } = await begun();
    jest.spyOn(messages(), 'renew').mockRejectedValue(new TypeError('away'));
    for (let round = 0; round < 3; round += 1) await claims().renew();
    expect(run.context.signal.reason).toMatchObject({ why: 'claim lost' });
    await running;
  });

  it('is given back, with its attempt, when the worker stops before the handler ends', async () => {
    const { running, run } = await begun();
    await claims().releaseAll();
    await running;
    expect(run.context.signal.reason).toMatchObject({ why: 'worker stops' });
    expect(await row()).toMatchObject({ claim: null, claimed_until: null, attempts: 0, dead_at: null });
  });

  it('is waited for when the worker stops and the handler ends soon', async () => {
    const { run } = await begun();
    const drained = worker.app.get(Drain, { strict: false }).beforeApplicationShutdown();
    setTimeout(run.finish, 100);
    await drained;
    expect(await row()).toBeUndefined();
  });
});
