import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { TokenKind } from '@countersign/crypto';
import { newId, problems, type Origin } from '@countersign/kernel';
import { Logger } from '@countersign/observability';
import type { UserFacts } from '@countersign/web';
import { FactorBudget, type CheckReservation } from '../budget/factor-budget';
import { giveBack } from '../budget/give-back';
import type { AskedChallenge, ChallengeHint, ChallengeRef, MethodRef } from '../contract/factor';
import { factorProblems } from '../factors.problems';
import { FactorsSettings } from '../factors.settings';
import { FactorRegistry } from '../registry/factor-registry';
import { ChallengeRepository, type ReservedChallenge, type SessionOwner } from './challenge.repository';
import type { ChallengePurpose } from './challenge.statements';

export interface OpenedChallenge {
  readonly id: string;
  /** `tt_` and 32 random bytes; kept as keyed digest only. */
  readonly tempToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** A challenge that takes answers. */
export interface LiveChallenge extends AskedChallenge {
  readonly purpose: ChallengePurpose;
  /** The method that was last sent a code for it. */
  readonly sentMethodId: string | null;
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

/** Questions to users: 5 minutes, 5 wrong answers, one right one. Five collaborators, of which one is the log. */
@Injectable()
export class Challenges {
  private readonly tokens: TokenKind;

  constructor(
    private readonly challenges: ChallengeRepository,
    private readonly budget: FactorBudget,
    private readonly registry: FactorRegistry,
    private readonly settings: FactorsSettings,
    private readonly logger: Logger,
  ) {
    this.tokens = new TokenKind('tt_', settings.TEMP_TOKEN_SECRET);
  }

  /**
   * @param input.user as read before the password was checked: a change of the password since then ends the challenge.
   * @param input.amr what was proved already, e.g. `['pwd']`.
   */
  async open(
    tx: EntityManager,
    input: { user: UserFacts; purpose: ChallengePurpose; sessionId?: string; amr: readonly string[]; askedFor?: string },
  ): Promise<OpenedChallenge> {
    const { user, purpose, sessionId = null, amr, askedFor = null } = input;
    const { token, digest } = this.tokens.issue();
    const id = newId();
    const expiresIn = await this.challenges.open(tx, { id, digest, user, purpose, sessionId, amr, askedFor });
    return { id, tempToken: token, expiresIn };
  }

  /** The challenge of a session that proves itself anew (step-up): the one that it has open, else a new one. */
  async openWithin(tx: EntityManager, user: UserFacts, sessionId: string): Promise<AskedChallenge> {
    const open = await this.challenges.findOfSession(tx, { userId: user.id, sessionId });
    if (open) return open;
    const { id, expiresIn } = await this.open(tx, { user, purpose: 'step_up', sessionId, amr: [] });
    return { id, userId: user.id, expiresIn };
  }

  /** Counts nothing. @throws invalid_temp_token as `reserve` does. */
  async find(tempToken: string): Promise<LiveChallenge> {
    const digest = this.tokens.digest(tempToken);
    const found = digest && (await this.challenges.find(digest));
    if (!found) throw factorProblems.invalid_temp_token();
    return found;
  }

  /**
   * Asks the user, where the method's factor has something to send.
   *
   * @throws invalid_temp_token where the challenge was answered or canceled meanwhile; with the transaction the code is taken back.
   */
  async ask(tx: EntityManager, challenge: AskedChallenge, method: MethodRef, origin: Origin): Promise<ChallengeHint> {
    const factor = this.registry.getPrimary(method.type);
    if (!factor.challenge) return { codeSent: false };
    const hint = await factor.challenge(method, challenge, tx, origin);
    if (hint.codeSent && !(await this.challenges.markSent(tx, challenge.id, method.id))) throw factorProblems.invalid_temp_token();
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
    return this.counted(found);
  }

  /**
   * The same within a session: the challenge that `challengeId` names, else the newest that the session has open.
   *
   * @returns null where the session has none open and named none.
   * @throws not_found for a `challengeId` that takes no answers, too_many_requests.
   */
  async reserveWithin(owner: SessionOwner, challengeId?: string): Promise<Reservation | null> {
    const limit = this.settings.TWO_FACTOR_RATE_LIMIT_MAX;
    const found = await this.challenges.reserveAttemptOfSession(owner, challengeId ?? null, limit);
    if (!found && challengeId !== undefined) throw gone();
    return found && this.counted(found);
  }

  /**
   * The same for what an application asks of its user: the challenge that `challengeId` names, else the newest open one that was
   * asked for no purpose.
   *
   * @returns null where none is open and none was named.
   * @throws not_found for a `challengeId` that takes no answers, too_many_requests.
   */
  async reserveForApplication(userId: string, challengeId?: string): Promise<Reservation | null> {
    const limit = this.settings.TWO_FACTOR_RATE_LIMIT_MAX;
    const found = await this.challenges.reserveAttemptOfApplication(userId, challengeId ?? null, limit);
    if (!found && challengeId !== undefined) throw gone();
    return found && this.counted(found);
  }

  /**
   * One conditional statement: spends the challenge, takes the attempt out of the budget and notes that the method was used;
   * false: another was first. Codes that were sent to other methods are settled before: whoever sends one takes the challenge last.
   */
  async consume(tx: EntityManager, { challengeId, userId, budget, sentMethodId, hasAskedSeveral }: Reservation, method: MethodRef): Promise<boolean> {
    if (hasAskedSeveral || (sentMethodId !== null && sentMethodId !== method.id)) await this.settle(tx, { id: challengeId, userId });
    return this.challenges.consumeOnce(tx, challengeId, budget, method.id);
  }

  /**
   * The spent-code case (code_already_used): gives the attempt back, and the challenge stays open. Where it cannot, the log says
   * so and nothing is thrown.
   */
  async forgive({ challengeId, budget }: Reservation): Promise<void> {
    await giveBack(this.logger, this.challenges.forgive(challengeId, budget));
  }

  /** @returns false: it takes no answers any more, is not there, or not of this user (null: whoever's) */
  async cancel(id: string, userId: string | null): Promise<boolean> {
    return this.challenges.inTransaction(async (tx) => {
      const challenge = await this.challenges.findOfApplication(id, userId, tx);
      // Whoever sends a code takes the challenge last. What was answered or has ended needs none, either.
      if (challenge) await this.settle(tx, challenge);
      return this.challenges.cancelOnce(tx, id, userId);
    });
  }

  private async settle(tx: EntityManager, challenge: ChallengeRef): Promise<void> {
    for (const factor of this.registry.primaries()) await factor.settle?.(challenge, tx);
  }

  private counted({ budget, challengeRemaining, ...challenge }: ReservedChallenge): Promise<Reservation> | Reservation {
    if (!budget) return this.budget.refuse(challenge.userId);
    return { ...challenge, budget, attemptsRemaining: Math.min(challengeRemaining, budget.remaining) };
  }
}

function gone() {
  return problems.not_found({}, { detail: 'The challenge is unknown, expired, answered or used up. Ask for a new code.' });
}
