export type Interruption = 'claim lost' | 'time limit' | 'expired' | 'worker stops';

/** Why a run was broken off; the reason of its AbortSignal. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor(readonly why: Interruption) {
    super(why);
  }
}
