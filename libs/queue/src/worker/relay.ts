import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Logger } from '@countersign/observability';
import { Offers } from '../bull/offers';
import { concurrencyOf } from '../job';
import { OncePerOutage } from '../once-per-outage';
import { QueueSettings } from '../queue.settings';
import { Lane } from './lane';
import { MessageRunner } from './message-runner';
import { Messages } from './messages';
import type { ClaimedMessage } from './messages.statements';
import { Processors } from './processors';

/** With Redis away, hung or forgetful, a message waits no longer than this. */
const SWEEP_MILLISECONDS = 1_000;

/**
 * Serves the outbox straight from PostgreSQL: at once when somebody says that something is due in a queue, and each second by itself:
 * what Redis lost, never heard of or cannot deliver, retries, delayed messages, and everything when there is no Redis. Each queue
 * has places of its own, so that none starves another.
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

  /** Six, as it joins them: the outbox, the run, what is known here, what is said to be due, how many at once, the log. */
  constructor(
    private readonly messages: Messages,
    private readonly runner: MessageRunner,
    private readonly processors: Processors,
    private readonly offers: Offers,
    private readonly settings: QueueSettings,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.offers.askFirst((queue) => this.knock(queue));
    this.#timer = setInterval(() => void this.sweep(), SWEEP_MILLISECONDS);
  }

  /** Something is due in the queue. @returns whether it is looked at now; else when a place is free, and another worker may be sooner. */
  knock(queue: string): boolean {
    if (this.#isStopped || !this.processors.queues().includes(queue)) return false;
    const lane = this.lane(queue);
    void lane.look();
    return lane.hasRoom();
  }

  /** One look at every queue; resolves when what it claimed has been started. */
  async sweep(): Promise<void> {
    if (this.#isStopped) return;
    await Promise.all(this.processors.queues().map((queue) => this.lane(queue).look()));
  }

  /** Claims nothing more; resolves when the claims on their way are over. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await Promise.all([...this.#lanes.values()].map((lane) => lane.idle()));
  }

  private lane(queue: string): Lane {
    const known = this.#lanes.get(queue);
    if (known) return known;
    const places = concurrencyOf(queue, this.settings.QUEUE_CONCURRENCY);
    const lane = new Lane(places, (limit) => this.claim(queue, limit), (message) => this.runner.run(message));
    this.#lanes.set(queue, lane);
    return lane;
  }

  private async claim(queue: string, limit: number): Promise<readonly ClaimedMessage[]> {
    if (this.#isStopped) return [];
    try {
      const claimed = await this.messages.claimDue(queue, this.processors.names(queue), limit);
      this.#outage.worked();
      if (!this.#isStopped) return claimed;
      // The claim was on its way when the worker began to stop: another one takes over at once.
      await this.messages.release(claimed);
    } catch (error) {
      this.#outage.failed(error);
    }
    return [];
  }
}
