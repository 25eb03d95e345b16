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
  #isOnItsWay = false;

  /**
   * @param idOf names the answer that belongs to a call
   * @param send one statement for all that is asked; what it throws is thrown to each of the calls
   */
  constructor(
    private readonly idOf: (asked: Asked) => string,
    private readonly send: (asked: readonly Asked[]) => Promise<readonly Answer[]>,
  ) {}

  /** Undefined: the statement answered nothing of this id. Two calls of one id at once get the same answer. */
  ask(asked: Asked): Promise<Answer | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ asked, resolve, reject });
      if (!this.#isOnItsWay) void this.sendAll();
    });
  }

  private async sendAll(): Promise<void> {
    this.#isOnItsWay = true;
    while (this.#waiting.length > 0) await this.sendOnce(this.#waiting.splice(0, MOST));
    this.#isOnItsWay = false;
  }

  private async sendOnce(calls: readonly Call<Asked, Answer>[]): Promise<void> {
    try {
      const answers = new Map((await this.send(calls.map(({ asked }) => asked))).map((answer) => [answer.id, answer]));
      for (const { asked, resolve } of calls) resolve(answers.get(this.idOf(asked)));
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }
}
