/** Failures in a row after which a provider is left alone. */
const FAILURES = 3;
const OPEN_MILLISECONDS = 5_000;

/**
 * Whether a provider is worth asking. After three failures in a row it is left alone for 5 s, then one message tries it; a
 * provider that says when to come back is left alone until then. Each worker learns for itself.
 */
export class Breaker {
  #failures = 0;
  #closedFrom = 0;
  #isTrying = false;

  /** @param now milliseconds that only go forward. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** True: ask now, and say `worked`, `failed` or `leftOpen` afterwards. */
  mayAsk(): boolean {
    if (this.waitSeconds() > 0 || (this.#isDoubted && this.#isTrying)) return false;
    this.#isTrying = true;
    return true;
  }

  /** Seconds for which it is left alone. */
  waitSeconds(): number {
    return Math.max(0, (this.#closedFrom - this.now()) / 1000);
  }

  worked(): void {
    this.#failures = 0;
    this.#isTrying = false;
  }

  failed(retryAfterSeconds = 0): void {
    this.#failures += 1;
    this.#isTrying = false;
    const pause = this.#isDoubted ? OPEN_MILLISECONDS : 0;
    this.#closedFrom = Math.max(this.#closedFrom, this.now() + Math.max(pause, retryAfterSeconds * 1000));
  }

  /** The question was broken off, which says nothing. */
  leftOpen(): void {
    this.#isTrying = false;
  }

  get isDown(): boolean {
    return this.#isDoubted;
  }

  get #isDoubted(): boolean {
    return this.#failures >= FAILURES;
  }
}
