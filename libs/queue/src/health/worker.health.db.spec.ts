import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import { newId } from '@countersign/kernel';
import { QueueModule } from '../queue.module';
import { startTestProcess, type TestProcess } from '../testing/test-process';
import { Heartbeat } from '../worker/heartbeat';
import { WorkerHealth } from './worker.health';

describe("the worker's health", () => {
  let test: ConnectedTestDatabase;
  let api: TestProcess;
  let heartbeat: Heartbeat;

  beforeAll(async () => {
    test = await connectTestDatabase();
    api = await startTestProcess({ environment: { DATABASE_URL: test.url, REDIS_ENABLED: 'false' }, imports: [QueueModule] });
    heartbeat = new Heartbeat(test.database);
  });
  afterAll(async () => {
    await api.app.close();
    await test.drop();
  });
  const health = () => api.app.get(WorkerHealth, { strict: false }).check();
  const addMessage = (age: string, claimedFor = '0') =>
    test.dataSource.query(
      `insert into outbox (id, job, queue, subject, run_at, claimed_until)
       values ($1, 'spec.v1', 'spec', $1, now() - $2::interval, now() + $3::interval)`,
      [newId(), age, claimedFor],
    );

  it('is absent before a worker was seen', async () => {
    expect(await health()).toEqual({ name: 'worker', status: 'absent', details: { lastSeen: null, oldestMessageSeconds: 0 } });
  });

  it('is up with a heartbeat and young messages', async () => {
    heartbeat.onApplicationBootstrap();
    while ((await health()).status !== 'up') await new Promise((resolve) => setTimeout(resolve, 20));
    await addMessage('10 seconds');
    await addMessage('10 minutes', '5 seconds');
    expect(await health()).toMatchObject({ status: 'up', details: { lastSeen: expect.stringMatching(/Z$/), oldestMessageSeconds: 10 } });
  });

  it('is late when a message waits longer than 30 s', async () => {
    await addMessage('31 seconds');
    expect(await health()).toMatchObject({ status: 'late', details: { oldestMessageSeconds: 31 } });
  });

  it('is absent when the heartbeat stopped', async () => {
    await test.dataSource.query(`update worker_heartbeats set seen_at = now() - interval '16 seconds'`);
    expect((await health()).status).toBe('absent');
  });

  it('forgets a worker that stopped', async () => {
    await heartbeat.beforeApplicationShutdown();
    expect(await test.dataSource.query('select 1 from worker_heartbeats')).toEqual([]);
  });

  it('tells the log which command starts one', async () => {
    await (api.app.get(WorkerHealth, { strict: false }) as unknown as { watch(): Promise<void> }).watch();
    expect(api.lines.at(-1)).toMatchObject({ level: 'warn', msg: 'No worker runs the messages. Start one: npm run start:worker' });
  });
});
