import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import { newId } from '@countersign/kernel';
import { startTestProcess } from '../../testing/test-process';
import { Cleanup, type CleanupTask } from './cleanup';
import { CleanupRunner } from './cleanup-runner';
import { QueueWorkerModule } from '../queue-worker.module';

const batches: number[] = [];
let left = 0;

@Cleanup()
class Sweeper implements CleanupTask {
  readonly name = 'spec-sweeper';

  async run(limit: number): Promise<number> {
    const done = Math.min(limit, left);
    left -= done;
    batches.push(done);
    return done;
  }
}

@Cleanup()
class Broken implements CleanupTask {
  readonly name = 'spec-broken';

  async run(): Promise<number> {
    throw new TypeError('no');
  }
}

@Cleanup()
class TooSlow implements CleanupTask {
  readonly name = 'spec-too-slow';

  async run(): Promise<number> {
    throw Object.assign(new TypeError('canceling statement due to statement timeout'), { code: '57014' });
  }
}

@Cleanup()
class Namesake extends Broken {}

describe('the clean-up', () => {
  let test: ConnectedTestDatabase;
  beforeAll(async () => {
    test = await connectTestDatabase();
  });
  afterAll(() => test.drop());
  const start = (...providers: (new () => CleanupTask)[]) =>
    startTestProcess({ environment: { DATABASE_URL: test.url, REDIS_ENABLED: 'false' }, imports: [QueueWorkerModule], providers });

  it('is done in batches by one worker at a time, and a task that fails stops no other', async () => {
    const workers = [await start(Broken, TooSlow, Sweeper), await start(Broken, TooSlow, Sweeper)];
    await test.dataSource.query(
      `insert into outbox (id, job, queue, subject, dead_at) values ($1, 'x', 'x', $1, now() - interval '31 days'), ($2, 'x', 'x', $2, now())`,
      [newId(), newId()],
    );
    left = 2_500;
    const rounds = () => Promise.all(workers.map(({ app }) => app.get(CleanupRunner, { strict: false }).round()));
    await rounds();
    expect(batches).toEqual([1_000, 1_000, 500]);
    const failed = workers.flatMap(({ lines }) => lines).filter(({ msg }) => msg === 'A clean-up task failed');
    expect(failed.map(({ task }) => task).sort()).toEqual(['spec-broken', 'spec-too-slow']);
    expect(await test.dataSource.query('select 1 from outbox')).toHaveLength(1);
    await rounds();
    expect(batches).toHaveLength(3);
    await test.dataSource.query('update worker_turns set next_at = now()');
    await rounds();
    expect(batches).toHaveLength(4);
    await Promise.all(workers.map(({ app }) => app.close()));
  }, 20_000);

  it('refuses two tasks with one name', async () => {
    await expect(start(Broken, Namesake)).rejects.toThrow('Broken and Namesake are both the clean-up task "spec-broken": rename one of them.');
  });
});
