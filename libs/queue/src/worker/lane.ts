import type { ClaimedMessage } from './messages.statements';

/**
 * One queue's messages in this worker, as many side by side as it has places. What is due is claimed many at once: as much as there are
 * places, and what came while a claim was on its way, or while all places were taken, with the next one.
 */
export class Lane {
  #running = 0;
  #looking: Promise<void> | undefined;
  #mayHaveMore = false;

  /**
   * @param claim claims the oldest that are due; none when it fails
   * @param run runs one to its end; never throws
   */
  constructor(
    private readonly places: number,
    private readonly claim: (limit: number) => Promise<readonly ClaimedMessage[]>,
    private readonly run: (message: ClaimedMessage) => Promise<void>,
  ) {}

  hasRoom(): boolean {
    return this.#running < this.places;
  }

  /** Resolves when what could be claimed has been started. */
  look(): Promise<void> {
    this.#mayHaveMore = true;
    if (this.hasRoom()) this.#looking ??= this.fill();
    return this.idle();
  }

  /** Resolves when no claim is on its way. */
  async idle(): Promise<void> {
    await this.#looking;
  }

  private async fill(): Promise<void> {
    while (this.#mayHaveMore && this.hasRoom()) await this.fillOnce(this.places - this.#running);
    // In the same turn as the last look, or one that is asked for between the two would be nobody's.
    this.#looking = undefined;
  }

  private async fillOnce(places: number): Promise<void> {
    this.#mayHaveMore = false;
    const claimed = await this.claim(places);
    if (claimed.length === places) this.#mayHaveMore = true;
    for (const message of claimed) void this.start(message);
  }

  private async start(message: ClaimedMessage): Promise<void> {
    this.#running += 1;
    await this.run(message);
    this.#running -= 1;
    if (this.#mayHaveMore) void this.look();
  }
}
