/**
 * Holds callers until all that are expected have come: a mutant that reads first and writes later waits here in between,
 * so that its race is lost every time rather than now and then.
 */
export class Rendezvous {
  readonly #everybody: Promise<void>;
  #open: () => void = () => undefined;
  #missing: number;

  constructor(expected: number) {
    this.#missing = expected;
    this.#everybody = new Promise((resolve) => (this.#open = resolve));
  }

  async meet(): Promise<void> {
    this.#missing -= 1;
    if (this.#missing <= 0) this.#open();
    await this.#everybody;
  }
}
