import { OutboundFailure } from '@countersign/outbound';

/** A receiver that answers within this is none of the slow ones. */
const SLOW_MILLISECONDS = 1_000;

interface Waiting {
  readonly ownerId: string;
  readonly giveUp: () => void;
}

/**
 * Waits for receivers, also for slow ones, but for no more than `most` of these at once. One more, and the owner who has the
 * most of them loses the one that has waited longest: whatever others do, a place is free again after a second.
 */
export class Patience {
  /** The longest first. */
  readonly #slow = new Set<Waiting>();

  constructor(private readonly most: number) {}

  /**
   * @param wait for the receiver of one of the owner's webhooks; it must end when its signal is aborted
   * @throws what `wait` throws; OutboundFailure when it was not waited for any longer
   */
  async waitFor<Answer>(ownerId: string, wait: (end: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const controller = new AbortController();
    const waiting = { ownerId, giveUp: () => controller.abort() };
    const timer = setTimeout(() => this.becomeSlow(waiting), SLOW_MILLISECONDS);
    try {
      return await wait(controller.signal);
    } catch (error) {
      throw controller.signal.aborted ? new OutboundFailure('time', 'no answer yet when others needed its place') : error;
    } finally {
      clearTimeout(timer);
      this.#slow.delete(waiting);
    }
  }

  private becomeSlow(waiting: Waiting): void {
    this.#slow.add(waiting);
    if (this.#slow.size <= this.most) return;
    const last = this.longestOfMost();
    this.#slow.delete(last);
    last.giveUp();
  }

  private longestOfMost(): Waiting {
    const byOwner = new Map<string, Waiting[]>();
    for (const waiting of this.#slow) byOwner.set(waiting.ownerId, [...(byOwner.get(waiting.ownerId) ?? []), waiting]);
    const [most] = [...byOwner.values()].sort((one, other) => other.length - one.length);
    return most![0]!;
  }
}
