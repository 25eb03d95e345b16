import { recordingLogger } from '@countersign/observability/testing';
import type { RedisConnections } from '@countersign/redis';
import type { MessageRunner } from './message-runner';
import type { Messages } from './messages';
import type { ClaimedMessage } from './messages.statements';
import type { Processors } from './processors';
import { Relay } from './relay';

/** What a message may wait for the relay, whatever befell Redis. */
const PROMISED_MILLISECONDS = 2_000;
const LONG_MILLISECONDS = 60_000;

type Due = ClaimedMessage & { readonly dueAt: number };

const CLAIMED = { job: 'code', subject: '', claim: '', attempt: 1, isExpired: false, secondsLeft: null };

/** An outbox in memory, and the relay that serves it by a clock that the test moves. */
class Bench {
  readonly due: Due[] = [];
  readonly served: { id: string; after: number }[] = [];
  /** What the handler of a message writes: the next hop. */
  next = (_id: string): void => undefined;
  readonly relay: Relay;

  constructor(isRedisReady: boolean) {
    const messages: Pick<Messages, 'claimDue'> = { claimDue: async (_queue, _jobs, limit, grace) => this.claim(limit, grace) };
    const runner: Pick<MessageRunner, 'run'> = { run: async ({ id }) => this.next(id) };
    const processors: Pick<Processors, 'queues' | 'names'> = { queues: () => ['codes'], names: () => ['code'] };
    const connections: Pick<RedisConnections, 'isReady'> = { isReady: () => isRedisReady };
    const parts = [messages, runner, processors, connections, { QUEUE_CONCURRENCY: 8 }, recordingLogger().logger];
    this.relay = new Relay(...(parts as unknown as ConstructorParameters<typeof Relay>));
    this.relay.onApplicationBootstrap();
  }

  add(id: string): void {
    this.due.push({ ...CLAIMED, id, dueAt: Date.now() });
  }

  private claim(limit: number, graceSeconds: number): Due[] {
    const isTaken = ({ dueAt }: Due) => dueAt <= Date.now() - graceSeconds * 1_000;
    const taken = this.due.filter(isTaken).slice(0, limit);
    for (const one of taken) {
      this.due.splice(this.due.indexOf(one), 1);
      this.served.push({ id: one.id, after: Date.now() - one.dueAt });
    }
    return taken;
  }
}

describe('the relay, by a clock of ours', () => {
  let bench: Bench;
  beforeEach(() => void jest.useFakeTimers());
  afterEach(async () => {
    await bench.relay.stop();
    jest.useRealTimers();
  });

  it.each([
    ['without Redis', false],
    ['with one that hangs or forgot what it heard', true],
  ])('serves a message within 2 s, %s, whenever it came, and so every hop', async (_case, isRedisReady) => {
    bench = new Bench(isRedisReady);
    // An event, whose listener queues a mail, between two looks and right after one.
    bench.next = (id) => (id.startsWith('event') ? bench.add(id.replace('event', 'mail')) : undefined);
    for (const wait of [0, 1, 400, 999]) {
      await jest.advanceTimersByTimeAsync(wait);
      bench.add(`event ${wait}`);
      await jest.advanceTimersByTimeAsync(2 * PROMISED_MILLISECONDS);
    }
    expect(bench.served.map(({ id }) => id)).toEqual([0, 1, 400, 999].flatMap((wait) => [`event ${wait}`, `mail ${wait}`]));
    expect(Math.max(...bench.served.map(({ after }) => after))).toBeLessThanOrEqual(PROMISED_MILLISECONDS);
  });

  it('leaves a new message to BullMQ for a while where there is a Redis', async () => {
    bench = new Bench(true);
    await jest.advanceTimersByTimeAsync(999);
    bench.add('heard of');
    await jest.advanceTimersByTimeAsync(1);
    expect(bench.served).toEqual([]);
  });

  it('looks no more when it stopped', async () => {
    bench = new Bench(false);
    await bench.relay.stop();
    bench.add('late');
    await jest.advanceTimersByTimeAsync(LONG_MILLISECONDS);
    expect(bench.due).toHaveLength(1);
  });
});
