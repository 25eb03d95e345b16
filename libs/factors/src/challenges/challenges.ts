import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { TokenKind } from '@countersign/crypto';
import { newId } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';
import { FactorBudget, type CheckReservation } from '../budget/factor-budget';
import type { ChallengeHint, ChallengeRef, MethodRef } from '../contract/factor';
import { factorProblems } from '../factors.problems';
import { FactorsSettings } from '../factors.settings';
import { FactorRegistry } from '../registry/factor-registry';
import { ChallengeRepository } from './challenge.repository';
import type { ChallengePurpose } from './challenge.statements';

export interface OpenedChallenge {
  readonly id: string;
  /** `tt_` and 32 random bytes; kept as keyed digest only. */
  readonly tempToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** One attempt on a challenge, counted and committed before anything was looked at. */
export interface Reservation extends CheckReservation {
  readonly challengeId: string;
  readonly user: UserFacts;
  /** What was proved before the challenge was opened. */
  readonly amr: readonly string[];
  readonly purpose: ChallengePurpose;
  readonly sessionId: string | null;
}

/** Questions to users: 5 minutes, 5 wrong answers, one right one. */
@Injectable()
export class Challenges {
  private readonly tokens: TokenKind;

  constructor(
    private readonly challenges: ChallengeRepository,
    private readonly budget: FactorBudget,
    private readonly registry: FactorRegistry,
    private readonly settings: FactorsSettings,
  ) {
    this.tokens = new TokenKind('tt_', settings.TEMP_TOKEN_SECRET);
  }

  /**
   * @param input.user as read before the password was checked: a change of the password since then ends the challenge.
   * @param input.amr what was proved already, e.g. `['pwd']`.
   */
  async open(
    tx: EntityManager,
    input: { user: UserFacts; purpose: ChallengePurpose; sessionId?: string; amr: readonly string[] },
  ): Promise<OpenedChallenge> {
    const { user, purpose, sessionId = null, amr } = input;
    const { token, digest } = this.tokens.issue();
    const id = newId();
    const expiresIn = await this.challenges.open(tx, { id, digest, user, purpose, sessionId, amr });
    return { id, tempToken: token, expiresIn };
  }

  /** Asks the user, where the method's factor has something to send. */
  async ask(tx: EntityManager, challenge: ChallengeRef, method: MethodRef): Promise<ChallengeHint> {
    const factor = this.registry.get(method.type);
    if (!factor.challenge) return { codeSent: false };
    const hint = await factor.challenge(method, challenge, tx);
    if (hint.codeSent) await this.challenges.markSent(tx, challenge.id, method.id);
    return hint;
  }

  /**
   * Counts one attempt on the challenge and in the user's budget, in one statement with a commit of its own.
   *
   * @throws invalid_temp_token for a token that is unknown, expired, spent or exhausted, and for one of a disabled user.
   * @throws too_many_requests with `retryAfterSeconds` when the user's budget is used up.
   */
  async reserve(tempToken: string): Promise<Reservation> {
    const digest = this.tokens.digest(tempToken);
    if (!digest) throw factorProblems.invalid_temp_token({}, { reason: 'malformed' });
    const found = await this.challenges.reserveAttempt(digest, this.settings.TWO_FACTOR_RATE_LIMIT_MAX);
    if (!found) throw factorProblems.invalid_temp_token();
    const { budget, challengeRemaining, ...challenge } = found;
    if (!budget) return this.budget.refuse(challenge.userId);
    return { ...challenge, budget, attemptsRemaining: Math.min(challengeRemaining, budget.remaining) };
  }

  /** One conditional statement: spends the challenge and takes the attempt out of the budget; false: another was first. */
  async consume(tx: EntityManager, { challengeId, budget }: Reservation): Promise<boolean> {
    return this.challenges.consumeOnce(tx, challengeId, budget);
  }

  /** The spent-code case (code_already_used): gives the attempt back, and the challenge stays open. */
  async forgive({ challengeId, budget }: Reservation): Promise<void> {
    await this.challenges.forgive(challengeId, budget);
  }
}
