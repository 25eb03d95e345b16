import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { accountEvents } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { problems, type Origin, type SecurityEvent } from '@countersign/kernel';
import type { BudgetEntry } from '../budget/budget.repository';
import type { AnyFactor, ChallengeRef, Matched, MethodRef } from '../contract/factor';
import { factorEvents } from '../factors.events';
import { factorProblems } from '../factors.problems';
import { MethodRepository } from '../methods/method.repository';
import type { Method } from '../methods/methods';
import { FactorRegistry } from '../registry/factor-registry';

/** NIST SP 800-63B-4 §3.2.2: no more than 100 consecutive failures, then the authenticator is disabled. */
export const MAX_FAILURES_IN_A_ROW = 100;

export interface ProofToCheck {
  /** The user's methods that take a code (`Methods.activeFor`), the default first. */
  readonly methods: readonly Method[];
  /** The method that the user named. */
  readonly methodId?: string;
  /** The method that was last sent a code for this challenge. */
  readonly sentMethodId?: string | null;
  /** A recovery factor instead of a method (`backup-code`). */
  readonly recovery?: { readonly type: string; readonly userId: string };
  /** Validated by the factor's `proofDto`. */
  readonly proof: object;
  readonly challenge: ChallengeRef | null;
  /** The place in the budget that was reserved for this check. */
  readonly budget: BudgetEntry;
  /** Told to the user with a wrong code. */
  readonly attemptsRemaining: number;
  readonly origin: Origin;
}

/** A right proof that is not spent yet. */
export interface CheckedProof {
  readonly method: MethodRef;
  readonly factor: AnyFactor;
  readonly evidence: unknown;
  readonly nextCodeInSeconds?: number;
}

/** Asks the factor of the right method whether a proof is right. Reserve an attempt first; no transaction may be open. */
@Injectable()
export class CheckProof {
  constructor(
    private readonly registry: FactorRegistry,
    private readonly rows: MethodRepository,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Checks one proof with one method: the named one, else the one last sent a code, else the default, else the first.
   *
   * @throws invalid_code with `attemptsRemaining`; the failure is counted on the method, and a lock is audited.
   * @throws code_already_used with `retryAfter`: the caller gives the attempt back (`Challenges.forgive`).
   * @throws not_found for a `methodId` that is not among the methods.
   */
  async check(input: ProofToCheck): Promise<CheckedProof> {
    const method = choose(input);
    const factor = this.registry.get(method.type);
    const verdict = await factor.check(method, input.proof, input.challenge);
    if (verdict.outcome === 'matched') return checked(method, factor, verdict);
    if (verdict.alreadyUsed) throw codeAlreadyUsed(verdict.alreadyUsed.retryAfter, verdict.reason);
    await this.countFailure(method, input);
    throw factorProblems.invalid_code({ attemptsRemaining: input.attemptsRemaining }, { reason: verdict.reason });
  }

  /**
   * Spends a right proof in the caller's transaction.
   *
   * @throws code_already_used when another request was first: the transaction rolls back, the attempt is to be given back.
   */
  async consume(tx: EntityManager, { method, factor, evidence, nextCodeInSeconds }: CheckedProof): Promise<void> {
    const isOurs = await factor.consume(method, evidence, tx);
    if (!isOurs) throw codeAlreadyUsed(nextCodeInSeconds ?? 1, 'another request spent the code first');
    await this.rows.touch(tx, method.id);
  }

  private async countFailure(method: MethodRef, { budget, origin }: ProofToCheck): Promise<void> {
    const { id: methodId, userId, type } = method;
    const isDisabledNow = await this.rows.countFailure(methodId, MAX_FAILURES_IN_A_ROW);
    const events: SecurityEvent[] = [];
    if (budget.lockedSeconds !== null) {
      events.push(accountEvents['user.locked']({ userId, reason: 'second-factor checks failed', data: {} }));
    }
    if (isDisabledNow) events.push(factorEvents['2fa.method_disabled']({ userId, data: { type, methodId } }));
    if (events.length > 0) await this.audit.record(null, origin, events);
  }
}

/** The problem of a right code that is spent. */
export function codeAlreadyUsed(retryAfter: number, reason: string) {
  const detail = `This code has just been used. Your app shows the next one in ${retryAfter} seconds.`;
  return factorProblems.code_already_used({ retryAfter }, { detail, reason });
}

export function checked(method: MethodRef, factor: AnyFactor, matched: Matched<unknown>): CheckedProof {
  const { evidence, nextCodeInSeconds } = matched;
  return { method, factor, evidence, nextCodeInSeconds };
}

function choose({ methods, methodId, sentMethodId, recovery, attemptsRemaining }: ProofToCheck): MethodRef {
  if (recovery) return { id: recovery.userId, userId: recovery.userId, type: recovery.type, label: null };
  const named = methods.find(({ id }) => id === methodId);
  if (methodId !== undefined && !named) throw problems.not_found({}, { reason: 'methodId is not a usable method of the user' });
  const method = named ?? methods.find(({ id }) => id === sentMethodId) ?? methods[0];
  if (!method) throw factorProblems.invalid_code({ attemptsRemaining }, { reason: 'the user has no usable method' });
  return method;
}

