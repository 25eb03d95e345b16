import { problems, type Problem } from '@countersign/kernel';

/** A place in the queue of the hashing pool. `hash` and `verify` take it over; release it in `finally` all the same. */
export interface Admission {
  /** Gives the place back, unless a task took it over or it was given back before. */
  release(): void;
}

export interface AdmissionRules {
  readonly threads: number;
  /** Most places beyond the threads. */
  readonly maxQueue: number;
  readonly maxWaitMs: number;
  /** Guess of one hash's time until one was measured. */
  readonly assumedMs: number;
}

/** Weight of the newest measurement: about the last ten hashes count. */
const NEWEST = 0.2;

/**
 * Decides who may wait for a thread, by arithmetic alone: a refusal costs nothing and comes at once, so that a storm
 * neither fills the memory nor lets everybody wait in vain.
 */
export class Admissions {
  private held = 0;
  /** What the places held stand for, in hashes. */
  private work = 0;
  private isClosed = false;
  private averageMs: number | null = null;

  constructor(private readonly rules: AdmissionRules) {}

  /**
   * @param weight what the task costs, in hashes of passwords: several codes hashed together weigh more than one
   * @throws service_unavailable when the turn would come too late, when the queue is full, and at shutdown.
   */
  admit(weight = 1): Admission {
    this.assertOpen();
    const { maxWaitMs, maxQueue, threads } = this.rules;
    const waitMs = this.expectedWaitMs;
    if (waitMs > maxWaitMs) throw refusal('the expected wait for a hashing thread is too long', inSeconds(waitMs));
    if (this.held >= threads + maxQueue) throw refusal('the queue of the hashing pool is full', inSeconds(waitMs));
    this.hold(1, weight);
    return new Place(() => this.hold(-1, -weight));
  }

  /**
   * The place under a task that starts now: the one that was admitted, or a new one where that is spent. Call what
   * comes back when the task is done; the caller's `release` does nothing from now on.
   *
   * @throws service_unavailable as `admit`.
   */
  takeOver(admission?: Admission, weight = 1): () => void {
    this.assertOpen();
    const taken = admission instanceof Place ? admission.takeOver() : null;
    return taken ?? this.takeOver(this.admit(weight));
  }

  /** Milliseconds until a thread would be free for one more, by what those before weigh and a moving average of what a hash takes. */
  get expectedWaitMs(): number {
    const turnsBefore = Math.max(0, this.held - this.rules.threads + 1);
    if (turnsBefore === 0) return 0;
    const hashesEach = this.work / this.held;
    return (turnsBefore / this.rules.threads) * hashesEach * (this.averageMs ?? this.rules.assumedMs);
  }

  /** Places taken: waiting and running. */
  get taken(): number {
    return this.held;
  }

  /** What a task of `weight` hashes took. */
  measured(milliseconds: number, weight = 1): void {
    const each = milliseconds / weight;
    const before = this.averageMs ?? each;
    this.averageMs = before + NEWEST * (each - before);
  }

  close(): void {
    this.isClosed = true;
  }

  private hold(places: number, weight: number): void {
    this.held += places;
    // No crumbs of fractions stay when nothing is held.
    this.work = this.held === 0 ? 0 : this.work + weight;
  }

  private assertOpen(): void {
    if (this.isClosed) throw refusal('the hashing pool is shutting down', 1);
  }
}

class Place implements Admission {
  private isWaiting = true;

  constructor(private readonly giveBack: () => void) {}

  release(): void {
    this.takeOver()?.();
  }

  takeOver(): (() => void) | null {
    if (!this.isWaiting) return null;
    this.isWaiting = false;
    return this.giveBack;
  }
}

/** By then those who are before us now have been served: an honest time to come back. */
function inSeconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}

export function refusal(reason: string, retryAfterSeconds: number, cause?: unknown): Problem {
  return problems.service_unavailable({ retryAfter: retryAfterSeconds }, { reason, retryAfterSeconds, cause });
}
