import { Redis } from 'ioredis';
import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import { Database } from '@countersign/database';
import { newId, StartupFault } from '@countersign/kernel';
import { defineJob } from '../job';
import { Outbox } from '../outbox';
import { QueueModule } from '../queue.module';
import { TcpProxy } from '../testing/tcp-proxy';
import { startTestProcess, type TestProcess } from '../testing/test-process';
import { JobProcessor, type JobHandler } from '../worker/job-processor';
import { QueueWorkerModule } from '../worker/queue-worker.module';
import { Relay } from '../worker/relay';

const job = defineJob({ name: 'spec.heard.v1', queue: 'spec', maxAttempts: 3, backoffSeconds: [10] });
const seen = new Map<string, number>();

@JobProcessor(job)
class HearingProcessor implements JobHandler {
  async handle(subject: string): Promise<void> {
    seen.set(subject, (seen.get(subject) ?? 0) + 1);
  }
}

const prefix = `{spec-${newId()}}`;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('messages, with a Redis', () => {
  let test: ConnectedTestDatabase;
  let proxy: TcpProxy;
  let redis: Redis;
  let api: TestProcess;
  let worker: TestProcess | undefined;
  let environment: Record<string, string>;

  beforeAll(async () => {
    const url = process.env.TEST_REDIS_URL;
    if (!url) throw new StartupFault('TEST_REDIS_URL is not set: run "npm test", which starts a Redis of its own.');
    test = await connectTestDatabase();
    redis = new Redis(url);
    proxy = new TcpProxy(new URL(url));
    await proxy.open();
    const REDIS_URL = `redis://127.0.0.1:${proxy.port}`;
    environment = { DATABASE_URL: test.url, REDIS_ENABLED: 'true', REDIS_URL, REDIS_PREFIX: prefix };
    api = await startTestProcess({ environment, imports: [QueueModule] });
    await pause(300);
  }, 30_000);
  afterEach(async () => {
    await worker?.app.close();
    worker = undefined;
    seen.clear();
  });
  afterAll(async () => {
    await api.app.close();
    await flush();
    redis.disconnect();
    await proxy.cut();
    await test.drop();
  });

  const startWorker = async () => {
    worker = await startTestProcess({ environment, imports: [QueueWorkerModule], providers: [HearingProcessor] });
    return worker;
  };
  const keys = () => redis.keys(`${prefix.replace(/[{}]/g, '?')}:*`);
  const flush = async () => {
    const all = await keys();
    if (all.length > 0) await redis.del(...all);
  };
  const add = async () => {
    const subject = newId();
    const { app } = api;
    await app.get(Database).transaction((tx) => app.get(Outbox, { strict: false }).add(tx, job, subject));
    return subject;
  };
  const heard = async (subject: string, milliseconds: number) => {
    for (let waited = 0; waited < milliseconds && !seen.has(subject); waited += 20) await pause(20);
    return seen.get(subject);
  };

  it('come by BullMQ, whose job holds nothing but the id', async () => {
    const { app } = await startWorker();
    await app.get(Relay, { strict: false }).stop();
    const subject = await add();
    expect(await heard(subject, 5_000)).toBe(1);
    await pause(200);
    expect(await test.dataSource.query('select 1 from outbox')).toEqual([]);
    expect(await redis.keys(`*${subject}*`)).toEqual([]);
  }, 20_000);

  it('are not lost when Redis loses everything', async () => {
    const subject = await add();
    await pause(200);
    expect(await keys()).not.toEqual([]);
    await flush();
    await startWorker();
    expect(await heard(subject, 6_000)).toBe(1);
  }, 20_000);

  it('come by the relay while Redis is away, and the worker stops without it', async () => {
    const { lines, app } = await startWorker();
    await proxy.cut();
    await pause(100);
    const subject = await add();
    expect(await heard(subject, 6_000)).toBe(1);
    await pause(2_500);
    expect(lines.filter(({ msg }) => String(msg).startsWith('Redis does not serve'))).toHaveLength(1);
    const started = performance.now();
    await app.close();
    worker = undefined;
    expect(performance.now() - started).toBeLessThan(4_000);
    await proxy.open();
  }, 30_000);

  it('come by the relay while Redis hangs, also for a worker that starts then', async () => {
    proxy.isHung = true;
    const { app } = await startWorker();
    const started = performance.now();
    const subject = await add();
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(await heard(subject, 6_000)).toBe(1);
    await app.close();
    worker = undefined;
    expect(performance.now() - started).toBeLessThan(12_000);
    proxy.isHung = false;
  }, 30_000);

  it('come by BullMQ again when Redis is back', async () => {
    const { app } = await startWorker();
    await app.get(Relay, { strict: false }).stop();
    for (let round = 0; round < 40 && seen.size === 0; round += 1) {
      await add();
      await pause(250);
    }
    expect(seen.size).toBeGreaterThan(0);
  }, 30_000);
});
