import { Injectable } from '@nestjs/common';
import { ChallengePolicies, Challenges, Methods, type MethodChoice } from '@countersign/factors';
import type { UserFacts } from '@countersign/web';
import type { EntityManager } from 'typeorm';

/** The answer of a log-in whose password was right: what the second factor may be. */
export interface SecondFactorNeeded {
  readonly requiresTwoFactor: true;
  readonly requires2FA: true;
  readonly tempToken: string;
  readonly expiresIn: number;
  readonly availableMethods: readonly string[];
  readonly methods: readonly MethodChoice[];
  readonly codeSent: boolean;
  /** Seconds until a code may be sent, where the sending limit is reached. */
  readonly retryAfter?: number;
  readonly canTrustDevice: boolean;
}

/** Opens the question for a second factor and, where the default method needs it, sends the code. */
@Injectable()
export class OpenChallenge {
  constructor(
    private readonly methods: Methods,
    private readonly challenges: Challenges,
    private readonly policies: ChallengePolicies,
  ) {}

  async open(tx: EntityManager, user: UserFacts, amr: readonly string[]): Promise<SecondFactorNeeded> {
    const active = await this.methods.activeFor(user.id, tx);
    const challenge = await this.challenges.open(tx, { user, purpose: 'login', amr });
    const asked = active.find(({ isDefault }) => isDefault);
    const hint = asked ? await this.challenges.ask(tx, { id: challenge.id, userId: user.id }, asked) : { codeSent: false };
    return {
      requiresTwoFactor: true,
      requires2FA: true,
      tempToken: challenge.tempToken,
      expiresIn: challenge.expiresIn,
      availableMethods: [...new Set(active.map(({ type }) => type))],
      methods: active.map((method) => this.methods.choice(method)),
      codeSent: hint.codeSent,
      ...(hint.retryAfter === undefined ? {} : { retryAfter: hint.retryAfter }),
      canTrustDevice: false,
      ...this.policies.offers(),
    };
  }
}
