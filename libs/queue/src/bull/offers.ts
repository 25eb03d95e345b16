import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { getQueueToken } from '@nestjs/bullmq';
import { RedisConnections } from '@countersign/redis';
import { listQueues } from '../job';
import type { NewMessage } from '../outbox-insert';
import { isBullUsed, offersOf } from './bull.modules';
import { Knocks } from './knocks';

/** Whether this process takes what is due in a queue itself, now. */
type Taker = (queue: string) => boolean;

/**
 * Says that messages are due, so that a worker runs them at once: this process, where it is a worker with a free place, else whoever
 * hears of it by BullMQ. An offer that is lost, late or repeated harms nothing: each worker looks each second, and the claim decides who runs what.
 */
@Injectable()
export class Offers implements OnModuleInit {
  readonly #knocks = new Map<string, Knocks>();
  #takesHere: Taker = () => false;

  constructor(
    private readonly modules: ModuleRef,
    private readonly connections: RedisConnections,
  ) {}

  onModuleInit(): void {
    if (!isBullUsed()) return;
    for (const queue of listQueues()) this.#knocks.set(queue, new Knocks(this.modules.get(getQueueToken(offersOf(queue)), { strict: false })));
  }

  /** From now on this process is asked first. */
  askFirst(taker: Taker): void {
    this.#takesHere = taker;
  }

  /** Never throws, never waits. */
  offer(messages: readonly Pick<NewMessage, 'job'>[]): void {
    for (const queue of new Set(messages.map(({ job }) => job.queue))) this.offerQueue(queue);
  }

  private offerQueue(queue: string): void {
    if (this.#takesHere(queue)) return;
    // `Queue.add` never settles when Redis was away at start.
    if (this.connections.isReady()) this.#knocks.get(queue)?.knock();
  }
}
