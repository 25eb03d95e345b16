import type { Queue } from 'bullmq';
import { newId } from '@countersign/kernel';

/** Past it a knock counts as lost, and the next one goes out beside it. */
const LOST_AFTER_MS = 1_000;

/**
 * Knocks at one BullMQ queue: something is due in it. One knock is on its way at a time, and what comes meanwhile goes together with the
 * next one, so a crowd costs a few. A knock that still waits in Redis stands for later ones, too: its name is the same for a second
 * (a worker that dies with it in its hands must not keep the others from hearing of more for longer).
 */
export class Knocks {
  readonly #sender = newId();
  #sentAt: number | undefined;
  #isWanted = false;

  constructor(private readonly queue: Queue) {}

  knock(): void {
    const now = performance.now();
    this.#isWanted = true;
    if (this.#sentAt === undefined || now - this.#sentAt > LOST_AFTER_MS) this.send(now);
  }

  private send(now: number): void {
    this.#sentAt = now;
    this.#isWanted = false;
    const done = () => this.done(now);
    const jobId = `${this.#sender}-${Math.floor(now / 1000)}`;
    this.queue.add('due', {}, { jobId, removeOnComplete: true, removeOnFail: true }).then(done, done);
  }

  private done(sentAt: number): void {
    if (this.#sentAt !== sentAt) return;
    this.#sentAt = undefined;
    if (this.#isWanted) this.knock();
  }
}
