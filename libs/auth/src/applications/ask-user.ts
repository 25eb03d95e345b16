import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { Challenges, factorProblems, Methods, type ChallengeHint, type Method, type MethodChoice } from '@countersign/factors';
import { problems, type Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';

export interface Question {
  /** The method that is asked; left out: the default one. */
  readonly methodId?: string;
  /** What the application asks for, in a word of its own. */
  readonly purpose?: string;
}

export interface AskedUser extends Omit<ChallengeHint, 'expiresIn'> {
  readonly challengeId: string;
  readonly methods: readonly MethodChoice[];
  /** Seconds that the challenge takes answers. */
  readonly expiresIn: number;
}

/** Opens a question to a user for an application, and sends a code where the method needs one. */
@Injectable()
export class AskUser {
  constructor(
    private readonly methods: Methods,
    private readonly challenges: Challenges,
    private readonly database: Database,
  ) {}

  /** @throws two_factor_off, not_found for a method that is not the user's */
  async ask({ userId, user }: Principal, { methodId, purpose }: Question, origin: Origin): Promise<AskedUser> {
    const active = await this.methods.activeFor(userId);
    if (active.length === 0) throw factorProblems.two_factor_off();
    const asked = methodId === undefined ? active.find(({ isDefault }) => isDefault) : active.find(({ id }) => id === methodId);
    if (methodId !== undefined && !asked) throw problems.not_found({}, { reason: 'methodId is not a usable method of the user' });
    return this.database.transaction(async (tx) => {
      const opened = await this.challenges.open(tx, { user, purpose: 'verification', amr: [], askedFor: purpose });
      const { id: challengeId, expiresIn } = opened;
      const challenge = { id: challengeId, userId, expiresIn };
      const hint: ChallengeHint = asked ? await this.challenges.ask(tx, challenge, asked, origin) : { codeSent: false };
      return { ...hint, challengeId, methods: active.map((method: Method) => this.methods.choice(method)), expiresIn };
    });
  }
}
