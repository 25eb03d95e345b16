import { Injectable } from '@nestjs/common';
import { ChallengePolicies, Challenges, Methods, type ChallengeHint, type Method, type MethodChoice, type OpenedChallenge } from '@countersign/factors';
import type { Origin } from '@countersign/kernel';
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
  /** Where the code went, masked. */
  readonly destination?: string;
  /** Seconds until a code may be sent, where the sending limit is reached. */
  readonly retryAfter?: number;
  /** The last code could not be delivered to the method that is asked first. */
  readonly lastOneFailed?: true;
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

  async open(tx: EntityManager, user: UserFacts, amr: readonly string[], origin: Origin): Promise<SecondFactorNeeded> {
    const active = await this.methods.activeFor(user.id, tx);
    const challenge = await this.challenges.open(tx, { user, purpose: 'login', amr });
    const { codeSent, destination, retryAfter, lastOneFailed } = await this.ask(tx, active, challenge, origin);
    return {
      requiresTwoFactor: true,
      requires2FA: true,
      tempToken: challenge.tempToken,
      expiresIn: challenge.expiresIn,
      availableMethods: [...new Set(active.map(({ type }) => type))],
      methods: active.map((method) => this.methods.choice(method)),
      codeSent,
      ...(codeSent ? { destination } : {}),
      ...(codeSent || retryAfter === undefined ? {} : { retryAfter }),
      ...(lastOneFailed ? { lastOneFailed } : {}),
      canTrustDevice: false,
      ...this.policies.offers(),
    };
  }

  private async ask(tx: EntityManager, active: readonly Method[], opened: OpenedChallenge, origin: Origin): Promise<ChallengeHint> {
    const asked = active.find(({ isDefault }) => isDefault);
    if (!asked) return { codeSent: false };
    const { id, expiresIn } = opened;
    return this.challenges.ask(tx, { id, userId: asked.userId, expiresIn }, asked, origin);
  }
}
