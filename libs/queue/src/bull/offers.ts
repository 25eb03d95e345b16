import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { RedisConnections } from '@countersign/redis';
import { listQueues } from '../job';
import type { NewMessage } from '../outbox-insert';
import { isBullUsed, offersOf } from './bull.modules';

/** Offers on their way to Redis. Past it they are dropped: the relay serves those messages. */
const MAX_UNDERWAY = 1_000;

/**
 * Tells BullMQ of messages, so that a worker runs them at once. An offer that is lost, late or repeated harms nothing:
 * the relay finds the row, and the claim decides who runs it. `Queue.add` never settles when Redis was away at start, so
 * it is called only while the connection is ready, and nobody awaits it.
 */
@Injectable()
export class Offers implements OnModuleInit {
  readonly #queues = new Map<string, Queue>();
  #underway = 0;

  constructor(
    private readonly modules: ModuleRef,
    private readonly connections: RedisConnections,
  ) {}

  onModuleInit(): void {
    if (!isBullUsed()) return;
    for (const queue of listQueues()) {
      this.#queues.set(queue, this.modules.get<Queue>(getQueueToken(offersOf(queue)), { strict: false }));
    }
  }

  offer(messages: readonly Pick<NewMessage, 'id' | 'job'>[]): void {
    if (!this.connections.isReady()) return;
    for (const { id, job } of messages) this.send(id, job);
  }

  private send(id: string, job: NewMessage['job']): void {
    const queue = this.#queues.get(job.queue);
    if (!queue || this.#underway >= MAX_UNDERWAY) return;
    this.#underway += 1;
    const done = () => void (this.#underway -= 1);
    // The body is empty: the job's id is the row's, and the row says the rest.
    queue.add(job.name, {}, { jobId: id, removeOnComplete: true, removeOnFail: true }).then(done, done);
  }
}
