/** Work of one key is done one after the other, in the order in which it was asked for; of different keys side by side. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Null: of no key, which waits for nobody. */
  async take(key: string | null, work: () => Promise<void>): Promise<void> {
    if (key === null) return work();
    const before = this.#last.get(key) ?? Promise.resolve();
    // What became of the one before is its own caller's matter.
    const mine = before.then(work, work);
    this.#last.set(key, mine);
    try {
      await mine;
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
