import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Logger } from '@countersign/observability';
import { Interrupted, type Interruption } from './interrupted';
import { Messages } from './messages';
import type { ClaimedMessage, Held } from './messages.statements';

const RENEW_MILLISECONDS = 3_000;
/** A claim stands for 10 s: after three renewals that failed it may be somebody else's. */
const MAX_FAILED_RENEWALS = 3;
/** The longest span a timer takes. */
const MAX_TIMER_SECONDS = 2_000_000;

export interface Claim {
  readonly signal: AbortSignal;
  drop(): void;
}

interface Entry extends Held {
  readonly interrupt: (why: Interruption) => void;
  failedRenewals: number;
}

/** The claims that this worker holds. It renews them while their handlers run, and breaks off the run whose claim is lost. */
@Injectable()
export class Claims implements OnApplicationBootstrap {
  readonly #held = new Set<Entry>();
  #timer: NodeJS.Timeout | undefined;
  #isRenewing = false;

  constructor(
    private readonly messages: Messages,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.renew(), RENEW_MILLISECONDS);
  }

  /** Keeps a claim until `drop`; its signal is aborted when the run must stop. */
  hold({ id, claim, secondsLeft }: ClaimedMessage, timeLimitSeconds: number): Claim {
    const controller = new AbortController();
    const interrupt = (why: Interruption) => controller.abort(new Interrupted(why));
    const entry: Entry = { id, claim, interrupt, failedRenewals: 0 };
    const timers = [later(timeLimitSeconds, () => interrupt('time limit'))];
    if (secondsLeft !== null) timers.push(later(secondsLeft, () => interrupt('expired')));
    this.#held.add(entry);
    const drop = () => {
      this.#held.delete(entry);
      for (const timer of timers) clearTimeout(timer);
    };
    return { signal: controller.signal, drop };
  }

  /** Prolongs all claims with one statement. */
  async renew(): Promise<void> {
    const held = [...this.#held];
    if (held.length === 0 || this.#isRenewing) return;
    this.#isRenewing = true;
    try {
      const standing = new Set(await this.messages.renew(held));
      for (const entry of held) this.judge(entry, standing.has(entry.id));
    } catch {
      for (const entry of held) this.count(entry);
    } finally {
      this.#isRenewing = false;
    }
  }

  /** Breaks off what still runs and gives its messages back, for another worker to take over at once. */
  async releaseAll(): Promise<void> {
    clearInterval(this.#timer);
    const held = [...this.#held];
    for (const { interrupt } of held) interrupt('worker stops');
    if (held.length === 0) return;
    this.logger.warn({ messages: held.length }, 'Runs that did not end in time are left to another worker');
    await this.messages.release(held).catch(() => undefined);
  }

  private judge(entry: Entry, isStanding: boolean): void {
    if (isStanding) entry.failedRenewals = 0;
    else if (this.#held.has(entry)) entry.interrupt('claim lost');
  }

  private count(entry: Entry): void {
    entry.failedRenewals += 1;
    if (entry.failedRenewals >= MAX_FAILED_RENEWALS) entry.interrupt('claim lost');
  }
}

function later(seconds: number, task: () => void): NodeJS.Timeout {
  return setTimeout(task, Math.min(Math.max(seconds, 0), MAX_TIMER_SECONDS) * 1000);
}
