import { setImmediate } from 'node:timers/promises';
import { Queue, type RedisQueueBackend } from 'bullmq';

/** A BullMQ queue that neither prints during an outage nor holds up, or outlives, the end of the process. */
export class OfferQueue extends Queue {
  constructor(...options: ConstructorParameters<typeof Queue>) {
    super(...options);
    // BullMQ prints what a queue without listener says; the redis lib tells of an outage, once.
    this.on('error', () => undefined);
  }

  /** BullMQ says QUIT; with Redis away or hung that fails, and leaves a client behind that goes on reconnecting. */
  override async close(): Promise<void> {
    const client = await Promise.race([(this.backend as RedisQueueBackend).client.catch(() => undefined), setImmediate(undefined)]);
    await super.close().catch(() => undefined);
    client?.disconnect();
  }
}
