import { AsyncLocalStorage } from 'node:async_hooks';

/** How long one request or job has waited for one part, such as the database. Waits that overlap count once. */
export class Wait {
  /** How often it was asked; whoever asks counts. */
  count = 0;
  #running = 0;
  #since = 0;
  #over = 0;

  /** @param isBounded whether all waits for the part together have a limit, as those of a request have */
  constructor(readonly isBounded = true) {}

  get ms(): number {
    return this.#running > 0 ? this.#over + performance.now() - this.#since : this.#over;
  }

  begin(): void {
    if (this.#running === 0) this.#since = performance.now();
    this.#running += 1;
  }

  end(): void {
    this.#running -= 1;
    if (this.#running === 0) this.#over += performance.now() - this.#since;
  }

  /** One that is over and was timed elsewhere. */
  add(ms: number): void {
    this.count += 1;
    this.#over += ms;
  }
}

/** The waits of one request or job, by part. A part adds itself when it is first waited for. */
export class Waits {
  readonly #parts = new Map<string, Wait>();

  /** @param isBounded false for a job: it has a limit of its own, and its parts have none together */
  constructor(private readonly isBounded = true) {}

  of(part: string): Wait {
    const wait = this.#parts.get(part) ?? new Wait(this.isBounded);
    this.#parts.set(part, wait);
    return wait;
  }

  /** For a log line: `{ database: { ms: 12, count: 3 } }`, in whole milliseconds. */
  parts(): Record<string, { ms: number; count: number }> {
    const entries = [...this.#parts].map(([part, { ms, count }]) => [part, { ms: Math.round(ms), count }] as const);
    return Object.fromEntries(entries);
  }
}

const store = new AsyncLocalStorage<Waits>();

/** Runs `work`; everything that it starts finds `waits` by `currentWaits()`. */
export function withWaits<Result>(waits: Waits, work: () => Result): Result {
  return store.run(waits, work);
}

/** The waits of the request that is being served or of the job that runs; undefined outside both. */
export function currentWaits(): Waits | undefined {
  return store.getStore();
}
