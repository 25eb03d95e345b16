import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { userFactsFrom } from '@countersign/accounts';
import { Database } from '@countersign/database';
import type { UserFacts } from '@countersign/web';
import type { BudgetEntry } from '../budget/budget.statements';
import * as sql from './challenge.statements';
import type { ChallengePurpose, ChallengeRow, LiveRow, VerificationRow } from './challenge.statements';

export interface NewChallenge {
  readonly id: string;
  readonly digest: Buffer;
  readonly user: UserFacts;
  readonly purpose: ChallengePurpose;
  readonly sessionId: string | null;
  readonly amr: readonly string[];
  readonly askedFor: string | null;
}

/** A session, and whose it is. */
export interface SessionOwner {
  readonly userId: string;
  readonly sessionId: string;
}

/** What one reservation found: the challenge, its user, and the place in the user's budget (null: there was none). */
export interface ReservedChallenge extends Readonly<ChallengeRow> {
  readonly user: UserFacts;
  readonly budget: BudgetEntry | null;
}

/** The rows of `challenges`: each method is one conditional statement. */
@Injectable()
export class ChallengeRepository {
  constructor(protected readonly database: Database) {}

  /** Answers the seconds that the challenge lives. */
  async open(tx: EntityManager, challenge: NewChallenge): Promise<number> {
    const { id, digest, user, purpose, sessionId, amr, askedFor } = challenge;
    const [row] = await this.database.run(sql.open, [id, digest, user.id, purpose, sessionId, [...amr], user.trustEpoch, askedFor], tx);
    return row!.expiresIn;
  }

  /** Counts an attempt on the challenge and in its user's budget, with a commit of its own; null: not a live challenge. */
  async reserveAttempt(digest: Buffer, limit: number): Promise<ReservedChallenge | null> {
    return reserved(await this.database.run(sql.reserve, [digest, limit]));
  }

  /** The same for the challenge that a session opened within itself: the named one, else the newest. */
  async reserveAttemptOfSession({ userId, sessionId }: SessionOwner, id: string | null, limit: number): Promise<ReservedChallenge | null> {
    return reserved(await this.database.run(sql.reserveOfSession, [userId, sessionId, id, limit]));
  }

  /** The same for one that an application asked of a user: the named one, else the newest. */
  async reserveAttemptOfApplication(userId: string, id: string | null, limit: number): Promise<ReservedChallenge | null> {
    return reserved(await this.database.run(sql.reserveOfApplication, [userId, id, limit]));
  }

  /** Of any state; null: there is none with this id, or it is of another user than `userId` (null: whoever's). */
  async findOfApplication(id: string, userId: string | null, tx?: EntityManager): Promise<VerificationRow | null> {
    const [row] = await this.database.run(sql.findOfApplication, [id, userId], tx);
    return row ?? null;
  }

  /** False: it takes no answers any more, or is not there. */
  async cancelOnce(tx: EntityManager, id: string, userId: string | null): Promise<boolean> {
    return (await this.database.run(sql.cancelOfApplication, [id, userId], tx)).length > 0;
  }

  inTransaction<Result>(work: (tx: EntityManager) => Promise<Result>): Promise<Result> {
    return this.database.transaction(work);
  }

  /** Counts nothing; null: not a live challenge. */
  async find(digest: Buffer): Promise<Readonly<LiveRow> | null> {
    const [row] = await this.database.run(sql.find, [digest]);
    return row ?? null;
  }

  /** The newest live challenge that the session opened within itself; until the transaction ends, nobody opens another. */
  async findOfSession(tx: EntityManager, { userId, sessionId }: SessionOwner): Promise<Readonly<LiveRow> | null> {
    await this.database.run(sql.lockSession, [sessionId], tx);
    const [row] = await this.database.run(sql.findOfSession, [userId, sessionId, null], tx);
    return row ?? null;
  }

  /** Spends the challenge, settles the budget and notes the method's use; false: another request was first, and nothing changed. */
  async consumeOnce(tx: EntityManager, challengeId: string, { at }: BudgetEntry, methodId: string): Promise<boolean> {
    const rows = await this.database.run(sql.consume, [challengeId, at, methodId], tx);
    return rows.length === 1;
  }

  async forgive(challengeId: string, { userId, at, lockedSeconds }: BudgetEntry): Promise<void> {
    await this.database.run(sql.forgive, [challengeId, userId, at, lockedSeconds !== null]);
  }

  /** False: it was answered or canceled meanwhile. */
  async markSent(tx: EntityManager, challengeId: string, methodId: string): Promise<boolean> {
    return (await this.database.run(sql.markSent, [challengeId, methodId], tx)).length > 0;
  }
}

function reserved([row]: readonly sql.ReservedRow[]): ReservedChallenge | null {
  if (!row) return null;
  const { challengeId, userId, purpose, sessionId, amr, challengeRemaining, sentMethodId, hasAskedSeveral } = row;
  const { at, budgetRemaining, lockedSeconds } = row;
  const budget = at === null ? null : { userId, at, remaining: budgetRemaining ?? 0, lockedSeconds };
  const challenge = { challengeId, userId, purpose, sessionId, amr, challengeRemaining, sentMethodId, hasAskedSeveral };
  return { ...challenge, user: userFactsFrom(row), budget };
}
