interface Call<Asked, Answer> {
  readonly asked: Asked;
  readonly resolve: (answer: Answer | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** As many as one statement takes. */
const MOST = 100;

/**
 * Joins calls: those that come while a statement is on its way go together in the next one. Many at once cost one round trip
 * and one commit; a call that is alone goes at once.
 */
export class Joined<Asked, Answer extends { readonly id: string }> {
  #waiting: Call<Asked, Answer>[] = [];
  #sending: Promise<void> | undefined;

  /**
   * @param idOf names the answer that belongs to a call
   * @param send one statement for all that is asked. Where it fails, each call is sent alone: one that cannot be answered, or rows
   *   that wait for each other in a circle, are no matter of the others.
   */
  constructor(
    private readonly idOf: (asked: Asked) => string,
    private readonly send: (asked: readonly Asked[]) => Promise<readonly Answer[]>,
  ) {}

  /** Undefined: the statement answered nothing of this id, or another call of it at the same moment has the answer. */
  ask(asked: Asked): Promise<Answer | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ asked, resolve, reject });
      this.#sending ??= this.sendAll();
    });
  }

  private async sendAll(): Promise<void> {
    while (this.#waiting.length > 0) await this.sendOnce(this.#waiting.splice(0, MOST));
    // In the same turn as the last look at what waits, or a call between the two would wait for nobody.
    this.#sending = undefined;
  }

  private async sendOnce(calls: readonly Call<Asked, Answer>[]): Promise<void> {
    try {
      const answers = new Map((await this.send(calls.map(({ asked }) => asked))).map((answer) => [answer.id, answer]));
      for (const { asked, resolve } of calls) {
        const id = this.idOf(asked);
        resolve(answers.get(id));
        answers.delete(id);
      }
    } catch (error) {
      if (calls.length > 1) await Promise.all(calls.map((call) => this.sendOnce([call])));
      else calls[0]?.reject(error);
    }
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    await this.#sending;
  }
}
