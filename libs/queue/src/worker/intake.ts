import { Injectable } from '@nestjs/common';
import type { Worker } from 'bullmq';
import type { RedisOptions } from 'ioredis';
import { Logger } from '@countersign/observability';
import { OncePerOutage } from '../once-per-outage';
import { Joined } from './joined';
import { MessageRunner } from './message-runner';
import { Messages } from './messages';
import { Processors } from './processors';

/**
 * Runs what BullMQ announces. BullMQ only knocks: the claim decides whether there is anything to run, and success, retry
 * and death are the outbox's, so for BullMQ every job succeeds.
 */
@Injectable()
export class Intake {
  readonly #workers: Worker[] = [];
  readonly #outage = new OncePerOutage(
    (reason) => this.logger.warn({ reason }, 'Redis does not serve the queues; the relay serves the outbox'),
    () => this.logger.info({}, 'Redis serves the queues again'),
  );
  /** Knocks that come at once are claimed in one statement. */
  readonly #claims = new Joined((id: string) => id, async (ids) => (this.#isStopped ? [] : this.messages.claim(ids, this.processors.names())));
  #isStopped = false;
  #isClosed = false;

  constructor(
    private readonly messages: Messages,
    private readonly runner: MessageRunner,
    private readonly processors: Processors,
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

  async knock(id: string): Promise<void> {
    this.#outage.worked();
    if (this.#isStopped) return;
    // A claim that fails leaves the row to the relay, which tells of PostgreSQL's outage too.
    const message = await this.#claims.ask(id).catch(() => undefined);
    if (!message) return;
    // Its claim was on its way when the worker began to stop: another worker takes it over at once.
    if (this.#isStopped) await this.messages.release([message]).catch(() => undefined);
    else await this.runner.run(message);
  }

  lost(error: Error): void {
    if (!this.#isStopped) this.#outage.failed(error);
  }

  /** Claims nothing more; resolves when the claims on their way are over. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#claims.idle();
  }

  /** Ends the connections without waiting for Redis, which may hang; what runs has been waited for before. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#workers.map((worker) => worker.close(true)));
  }
}
