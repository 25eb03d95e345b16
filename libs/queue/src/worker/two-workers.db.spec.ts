import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import { statement } from '@countersign/database';
import { newId } from '@countersign/kernel';
import { defineJob } from '../job';
import { outboxInsert } from '../outbox-insert';
import { startTestProcess, type TestProcess } from '../testing/test-process';
import { JobProcessor, type JobHandler } from './job-processor';
import { Messages } from './messages';
import type { ClaimedMessage } from './messages.statements';
import { QueueWorkerModule } from './queue-worker.module';
import { Relay } from './relay';

const MESSAGES = 200;
const job = defineJob({ name: 'spec.counted.v1', queue: 'spec', maxAttempts: 3, backoffSeconds: [10] });
let runs = new Map<string, number>();

@JobProcessor(job)
class CountingProcessor implements JobHandler {
  async handle(subject: string): Promise<void> {
    runs.set(subject, (runs.get(subject) ?? 0) + 1);
  }
}

/** Lets `parties` callers go on together, or whoever waits for 50 ms. */
function barrier(parties: number): () => Promise<void> {
  const waiting: (() => void)[] = [];
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      const open = () => waiting.splice(0).forEach((go) => go());
      if (waiting.length >= parties) open();
      else setTimeout(open, 50);
    });
}

const together = barrier(2);
const columns = `id, job, subject, attempts + 1 as attempt, false as "isExpired", null as "secondsLeft"`;
const look = statement<ClaimedMessage>('spec_look', `select ${columns} from outbox where claimed_until is null order by run_at limit $1`);
const mark = statement('spec_mark', `update outbox set claim = $2, claimed_until = now() + interval '10 seconds' where id = any($1)`);

/** The mutant: reads what is free, then marks it, without asking whether it still is. */
class NaiveMessages extends Messages {
  override async claimDue(_queue: string, _jobs: readonly string[], limit: number): Promise<ClaimedMessage[]> {
    const { database } = this as unknown as { database: ConnectedTestDatabase['database'] };
    const free = await database.run(look, [limit]);
    await together();
    const claim = newId();
    await database.run(mark, [free.map(({ id }) => id), claim]);
    return free.map((message) => ({ ...message, claim }));
  }
}

describe('two workers at once', () => {
  let test: ConnectedTestDatabase;
  let workers: TestProcess[] = [];

  beforeAll(async () => {
    test = await connectTestDatabase();
  });
  afterEach(() => Promise.all(workers.map(({ app }) => app.close())));
  afterAll(() => test.drop());

  /** How often the message that ran most often ran. */
  async function mostRuns(instead: typeof Messages): Promise<number> {
    runs = new Map();
    await test.dataSource.query('delete from outbox');
    const environment = { DATABASE_URL: test.url, REDIS_ENABLED: 'false' };
    const parts = { environment, imports: [QueueWorkerModule], providers: [CountingProcessor], instead: [[Messages, instead]] as const };
    workers = [await startTestProcess(parts), await startTestProcess(parts)];
    const messages = Array.from({ length: MESSAGES }, () => ({ id: newId(), job, subject: newId() }));
    await test.dataSource.query(outboxInsert.text(1), outboxInsert.values(messages));
    const relays = workers.map(({ app }) => app.get(Relay, { strict: false }));
    for (let round = 0; runs.size < MESSAGES && round < 1_000; round += 1) {
      await Promise.all(relays.map((relay) => relay.sweep()));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await Promise.all(relays.map((relay) => relay.stop()));
    return Math.max(...runs.values());
  }

  it('run each message exactly once', async () => {
    expect(await mostRuns(Messages)).toBe(1);
    expect(runs.size).toBe(MESSAGES);
  }, 20_000);

  it('would run some twice, were the claim not one conditional statement', async () => {
    expect(await mostRuns(NaiveMessages)).toBeGreaterThan(1);
  }, 20_000);
});
