import { recordingLogger } from '@countersign/observability/testing';
import type { Offers } from '../bull/offers';
import type { MessageRunner } from './message-runner';
import type { Messages } from './messages';
import type { ClaimedMessage } from './messages.statements';
import type { Processors } from './processors';
import { Relay } from './relay';

/** What a message may wait, whatever befell Redis. */
const PROMISED_MILLISECONDS = 2_000;
const LONG_MILLISECONDS = 60_000;

type Due = ClaimedMessage & { readonly dueAt: number };

const CLAIMED = { job: 'code', subject: '', claim: '', attempt: 1, isExpired: false, secondsLeft: null };

/** An outbox in memory, and the relay that serves it by a clock that the test moves. */
class Bench {
  readonly due: Due[] = [];
  readonly served: { id: string; after: number }[] = [];
  readonly ran: string[] = [];
  /** What the handler of a message writes: the next hop. */
  next = (_id: string): void => undefined;
  readonly relay: Relay;
  readonly released: string[] = [];
  /** What a claim waits for. */
  claiming: Promise<void> | undefined;
  offer: (queue: string) => boolean = () => false;

  constructor() {
    const messages: Pick<Messages, 'claimDue' | 'release'> = {
      claimDue: async (_queue, _jobs, limit) => (await this.claiming, this.claim(limit)),
      release: async (held) => void this.released.push(...held.map(({ id }) => id)),
    };
    const runner: Pick<MessageRunner, 'run'> = { run: async ({ id }) => (this.ran.push(id), this.next(id)) };
    const processors: Pick<Processors, 'queues' | 'names'> = { queues: () => ['codes'], names: () => ['code'] };
    const offers: Pick<Offers, 'askFirst'> = { askFirst: (taker) => void (this.offer = taker) };
    const parts = [messages, runner, processors, offers, { QUEUE_CONCURRENCY: 8 }, recordingLogger().logger];
    this.relay = new Relay(...(parts as unknown as ConstructorParameters<typeof Relay>));
    this.relay.onApplicationBootstrap();
  }

  add(id: string): void {
    this.due.push({ ...CLAIMED, id, dueAt: Date.now() });
  }

  private claim(limit: number): Due[] {
    const taken = this.due.splice(0, limit);
    for (const { id, dueAt } of taken) this.served.push({ id, after: Date.now() - dueAt });
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

  it('serves a message of which nobody says anything within 2 s, whenever it came, and so every hop', async () => {
    bench = new Bench();
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

  it('serves at once what is said to be due, of its own queues', async () => {
    bench = new Bench();
    bench.add('heard of');
    expect([bench.offer('codes'), bench.offer('of a newer worker')]).toEqual([true, false]);
    await jest.advanceTimersByTimeAsync(0);
    expect(bench.served).toEqual([{ id: 'heard of', after: 0 }]);
  });

  it('gives back what it claimed while it was told to stop, and runs none of it', async () => {
    bench = new Bench();
    let answer = () => {};
    bench.claiming = new Promise((resolve) => (answer = resolve));
    bench.add('claimed too late');
    bench.offer('codes');
    const stopped = bench.relay.stop();
    answer();
    await stopped;
    expect([bench.released, bench.ran, bench.offer('codes')]).toEqual([['claimed too late'], [], false]);
  });

  it('looks no more when it stopped', async () => {
    bench = new Bench();
    await bench.relay.stop();
    bench.add('late');
    await jest.advanceTimersByTimeAsync(LONG_MILLISECONDS);
    expect(bench.due).toHaveLength(1);
  });
});
