/** Lets an outage be logged when it begins and when it ends, not each second of it. */
export class OncePerOutage {
  #isAway = false;

  constructor(
    private readonly began: (reason: string) => void,
    private readonly ended: () => void,
  ) {}

  failed(error: unknown): void {
    if (!this.#isAway) this.began(error instanceof Error ? error.message : String(error));
    this.#isAway = true;
  }

  worked(): void {
    if (this.#isAway) this.ended();
    this.#isAway = false;
  }
}
