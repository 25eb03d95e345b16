import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Logger } from '@countersign/observability';
import { RedisConnections } from '@countersign/redis';
import { concurrencyOf } from '../job';
import { OncePerOutage } from '../once-per-outage';
import { QueueSettings } from '../queue.settings';
import { MessageRunner } from './message-runner';
import { Messages } from './messages';
import { Processors } from './processors';

const SWEEP_MILLISECONDS = 1_000;
/**
 * How long a due message is left to BullMQ, which has heard of it at its commit; not at all while Redis is away. A Redis that
 * hangs or forgot cannot be told from a busy one: with the sweep, its messages are served within 2 s, too.
 */
const GRACE_SECONDS = 1;

interface Lane {
  readonly queue: string;
  readonly places: number;
  running: number;
  sweep: Promise<void> | undefined;
  /** The last sweep filled every free place: more may wait. */
  isFull: boolean;
}

/**
 * Serves the outbox straight from PostgreSQL: what Redis lost, never heard of or cannot deliver, retries, delayed
 * messages, and everything when there is no Redis. Each queue has places of its own, so that none starves another.
 */
@Injectable()
export class Relay implements OnApplicationBootstrap {
  readonly #lanes = new Map<string, Lane>();
  readonly #outage = new OncePerOutage(
    (reason) => this.logger.error({ reason }, 'The outbox cannot be read; trying again each second'),
    () => this.logger.info({}, 'The outbox can be read again'),
  );
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  /** Six, as it joins them: the outbox, the run, what is known here, whether Redis serves, how many at once, the log. */
  constructor(
    private readonly messages: Messages,
    private readonly runner: MessageRunner,
    private readonly processors: Processors,
    private readonly connections: RedisConnections,
    private readonly settings: QueueSettings,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.sweep(), SWEEP_MILLISECONDS);
  }

  /** One look at every queue; resolves when what it claimed has been started. */
  async sweep(): Promise<void> {
    await Promise.all(this.processors.queues().map((queue) => this.look(this.lane(queue))));
  }

  /** Claims nothing more; resolves when the looks in progress are over. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await Promise.all([...this.#lanes.values()].map(({ sweep }) => sweep));
  }

  private lane(queue: string): Lane {
    const known = this.#lanes.get(queue);
    if (known) return known;
    const lane: Lane = { queue, places: concurrencyOf(queue, this.settings.QUEUE_CONCURRENCY), running: 0, sweep: undefined, isFull: false };
    this.#lanes.set(queue, lane);
    return lane;
  }

  private look(lane: Lane): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    lane.sweep ??= this.fill(lane).finally(() => void (lane.sweep = undefined));
    return lane.sweep;
  }

  private async fill(lane: Lane): Promise<void> {
    const places = lane.places - lane.running;
    if (places <= 0) return;
    const grace = this.connections.isReady() ? GRACE_SECONDS : 0;
    try {
      const claimed = await this.messages.claimDue(lane.queue, this.processors.names(lane.queue), places, grace);
      this.#outage.worked();
      lane.isFull = claimed.length === places;
      for (const message of claimed) void this.start(lane, message);
    } catch (error) {
      lane.isFull = false;
      this.#outage.failed(error);
    }
  }

  private async start(lane: Lane, message: Parameters<MessageRunner['run']>[0]): Promise<void> {
    lane.running += 1;
    await this.runner.run(message);
    lane.running -= 1;
    // Without this a queue would run no more than its places each second.
    if (lane.isFull) void this.look(lane);
  }
}
