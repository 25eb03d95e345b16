/** @slow: begun early (test/runner/sequencer.cjs) */
import { Redis } from 'ioredis';
import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import { Database } from '@countersign/database';
import { newId } from '@countersign/kernel';
import { RedisConnections } from '@countersign/redis';
import { describeWithRedis } from '@countersign/redis/testing';
import { defineJob } from '../job';
import { Outbox } from '../outbox';
import { QueueModule } from '../queue.module';
import { TcpProxy } from '../testing/tcp-proxy';
import { startTestProcess, type TestProcess } from '../testing/test-process';
import { JobProcessor, type JobHandler } from '../worker/job-processor';
import { QueueWorkerModule } from '../worker/queue-worker.module';
import { Intake } from '../worker/intake';
import { Relay } from '../worker/relay';

const job = defineJob({ name: 'spec.heard.v1', queue: 'spec', maxAttempts: 3, backoffSeconds: [10] });
const seen = new Map<string, number>();

@JobProcessor(job)
class HearingProcessor implements JobHandler {
  async handle(subject: string): Promise<void> {
    seen.set(subject, (seen.get(subject) ?? 0) + 1);
  }
}

/** Looks when it is told that something is due, and never by itself. */
class DeafRelay extends Relay {
  override onApplicationBootstrap(): void {}
}

const prefix = `{spec-${newId()}}`;

/** Waits for a condition, looking often, with a limit. */
async function until(isSo: () => Promise<boolean> | boolean, milliseconds = 10_000): Promise<boolean> {
  for (const end = performance.now() + milliseconds; performance.now() < end; ) {
    if (await isSo()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

describeWithRedis('messages, with a Redis', (url) => {
  let test: ConnectedTestDatabase;
  let proxy: TcpProxy;
  let redis: Redis;
  let api: TestProcess;
  let worker: TestProcess | undefined;
  let environment: Record<string, string>;

  beforeAll(async () => {
    test = await connectTestDatabase();
    redis = new Redis(url);
    proxy = new TcpProxy(new URL(url));
    await proxy.open();
    const REDIS_URL = Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(proxy.port) }).toString();
    environment = { DATABASE_URL: test.url, REDIS_ENABLED: 'true', REDIS_URL, REDIS_PREFIX: prefix };
    api = await startTestProcess({ environment, imports: [QueueModule] });
    await until(() => isReady(api));
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

  const startWorker = async (relay: typeof Relay = Relay) => {
    const parts = { imports: [QueueWorkerModule], providers: [HearingProcessor], instead: [[Relay, relay]] as const };
    worker = await startTestProcess({ environment, ...parts });
    return worker;
  };
  const isReady = ({ app }: TestProcess) => app.get(RedisConnections, { strict: false }).isReady();
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
    await until(() => seen.has(subject), milliseconds);
    return seen.get(subject);
  };

  it('come by BullMQ, which knows that something is due and not what', async () => {
    await startWorker(DeafRelay);
    const subject = await add();
    expect(await heard(subject, 5_000)).toBe(1);
    expect(await until(async () => (await test.dataSource.query('select 1 from outbox')).length === 0)).toBe(true);
    expect(await redis.keys(`*${subject}*`)).toEqual([]);
  }, 20_000);

  it('come by BullMQ one and all when hundreds are written at once, for few knocks', async () => {
    await startWorker(DeafRelay);
    const heardOf = jest.spyOn(worker!.app.get(Intake, { strict: false }), 'knock');
    // No more at once than there are connections: whoever waits for one is refused after a second, on a busy machine too.
    const writeThirty = async () => {
      const own: string[] = [];
      while (own.length < 30) own.push(await add());
      return own;
    };
    const subjects = (await Promise.all(Array.from({ length: 10 }, writeThirty))).flat();
    expect(await until(() => subjects.every((subject) => seen.get(subject) === 1))).toBe(true);
    expect(heardOf.mock.calls.length).toBeLessThan(subjects.length);
  }, 20_000);

  it('are not lost when Redis loses everything', async () => {
    const subject = await add();
    expect(await until(async () => (await keys()).length > 0)).toBe(true);
    await flush();
    await startWorker();
    expect(await heard(subject, 6_000)).toBe(1);
  }, 20_000);

  it('come by the relay while Redis is away, and the worker stops without it', async () => {
    const started = await startWorker();
    const { lines, app } = started;
    await proxy.cut();
    await until(() => !isReady(started));
    const subject = await add();
    expect(await heard(subject, 6_000)).toBe(1);
    expect(await heard(await add(), 6_000)).toBe(1);
    expect(lines.filter(({ msg }) => String(msg).startsWith('Redis does not serve'))).toHaveLength(1);
    const stopping = performance.now();
    await app.close();
    worker = undefined;
    expect(performance.now() - stopping).toBeLessThan(4_000);
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
    await startWorker(DeafRelay);
    // Of what is written before the connection is back nobody hears.
    const isHeard = async () => (await heard(await add(), 250)) !== undefined;
    expect(await until(isHeard)).toBe(true);
  }, 30_000);
});
