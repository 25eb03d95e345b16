import { Injectable } from '@nestjs/common';
import type { Worker } from 'bullmq';
import type { RedisOptions } from 'ioredis';
import { Logger } from '@countersign/observability';
import { OncePerOutage } from '../once-per-outage';
import { Relay } from './relay';

/**
 * Hears by BullMQ that something is due. BullMQ only knocks: what there is to run, and success, retry and death, are the
 * outbox's, so for BullMQ every job succeeds.
 */
@Injectable()
export class Intake {
  readonly #workers: Worker[] = [];
  readonly #outage = new OncePerOutage(
    (reason) => this.logger.warn({ reason }, 'Redis does not serve the queues; the relay serves the outbox'),
    () => this.logger.info({}, 'Redis serves the queues again'),
  );
  #isClosed = false;

  constructor(
    private readonly relay: Relay,
    private readonly logger: Logger,
  ) {}

  /** BullMQ goes on reaching for a Redis that is away, even after its own end: not after ours. */
  untilClosed(options: RedisOptions | null): RedisOptions {
    const again = options?.retryStrategy;
    return { ...options, retryStrategy: (times) => (this.#isClosed ? null : again?.(times)) };
  }

  attach(worker: Worker): void {
    this.#workers.push(worker);
  }

  knock(queue: string): void {
    this.#outage.worked();
    this.relay.knock(queue);
  }

  lost(error: Error): void {
    if (!this.#isClosed) this.#outage.failed(error);
  }

  /** Hears nothing more. Ends the connections without waiting for Redis, which may hang. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#workers.map((worker) => worker.close(true)));
  }
}
