import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { accountEvents } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import type { Admission } from '@countersign/crypto';
import { isProblem, problems, type Origin, type SecurityEvent } from '@countersign/kernel';
import { validateInput } from '@countersign/web';
import type { CheckReservation } from '../budget/factor-budget';
import { recoveryMethod, type AnyFactor, type Matched, type MethodRef, type Rejected, type Spent } from '../contract/factor';
import { factorEvents } from '../factors.events';
import { countCheck } from '../factors.metrics';
import { factorProblems } from '../factors.problems';
import { MethodRepository } from '../methods/method.repository';
import { Methods } from '../methods/methods';
import { FactorRegistry } from '../registry/factor-registry';

/** NIST SP 800-63B-4 §3.2.2: no more than 100 consecutive failures, then the authenticator is disabled. */
export const MAX_FAILURES_IN_A_ROW = 100;

export interface ProofChoice {
  /** The method that the user named; else the one last sent a code, else the default, else the first. */
  readonly methodId?: string;
  /** A recovery factor's type instead of a method. */
  readonly recovery?: string;
  /** As the request had it; `CheckProof` validates it by the factor's `proofDto`. */
  readonly proof: object;
}

export interface ProofToCheck {
  readonly reservation: CheckReservation;
  readonly choice: ProofChoice;
  /** For the audit trail: what the proof is shown for. */
  readonly purpose: 'login' | 'step_up' | 'verification';
  readonly origin: Origin;
  /** As `withPlace` gave it. */
  readonly place?: Admission;
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
    private readonly methods: Methods,
    private readonly rows: MethodRepository,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Does `work` with what the factor of a recovery needs for its check, taken before an attempt is reserved and given back after.
   *
   * @throws service_unavailable when there is no place: nothing was counted.
   */
  async withPlace<Result>({ recovery }: ProofChoice, work: (place?: Admission) => Promise<Result>): Promise<Result> {
    const place = recovery === undefined ? undefined : this.registry.get(recovery).admit?.();
    try {
      return await work(place);
    } finally {
      place?.release();
    }
  }

  /**
   * Checks one proof with one method: the named one, else the one last sent a code, else the default, else the first. What
   * is refused is audited with its true reason; a wrong code is also counted on the method.
   *
   * @throws invalid_code with `attemptsRemaining`.
   * @throws code_already_used, validation_failed for a proof of the wrong shape, not_found for a `methodId` that is not among
   *   the methods, too_many_requests of a factor that counts for itself: none tells a guesser anything, so the caller gives
   *   the attempt back (`costsNothing`).
   */
  async check(input: ProofToCheck): Promise<CheckedProof> {
    const { reservation, choice } = input;
    const method = await this.choose(reservation, choice);
    const factor = this.registry.get(method.type);
    const { challengeId, userId, attemptsRemaining } = reservation;
    const proof = await validateInput<object>(factor.proofDto, choice.proof);
    const verdict = await factor.check(method, proof, challengeId === null ? null : { id: challengeId, userId }, input.place);
    countCheck(factor.type, input.purpose, verdict);
    if (verdict.outcome === 'matched') return checked(method, factor, verdict);
    await this.record(input, method, verdict);
    if (verdict.alreadyUsed) throw codeAlreadyUsed(verdict.alreadyUsed.retryAfter, verdict.reason);
    const left = Math.min(attemptsRemaining, verdict.attemptsRemaining ?? attemptsRemaining);
    throw factorProblems.invalid_code({ attemptsRemaining: left }, { reason: verdict.reason });
  }

  /**
   * Spends a right proof in the caller's transaction, which then settles what was reserved for it.
   *
   * @throws code_already_used when another request was first: the transaction rolls back, the attempt is to be given back.
   */
  async consume(tx: EntityManager, { method, factor, evidence, nextCodeInSeconds }: CheckedProof): Promise<Spent> {
    const spent = await factor.consume(method, evidence, tx);
    if (!spent) throw codeAlreadyUsed(nextCodeInSeconds, 'another request spent the code first');
    return spent === true ? {} : spent;
  }

  private async choose(reservation: CheckReservation, { methodId, recovery }: ProofChoice): Promise<MethodRef> {
    const { userId, sentMethodId, attemptsRemaining } = reservation;
    if (recovery !== undefined) return recoveryMethod(userId, recovery);
    const methods = await this.methods.activeFor(userId);
    const named = methods.find(({ id }) => id === methodId);
    if (methodId !== undefined && !named) throw problems.not_found({}, { reason: 'methodId is not a usable method of the user' });
    const method = named ?? methods.find(({ id }) => id === sentMethodId) ?? methods[0];
    if (!method) throw factorProblems.invalid_code({ attemptsRemaining }, { reason: 'the user has no usable method' });
    return method;
  }

  private async record({ reservation, purpose, origin }: ProofToCheck, method: MethodRef, verdict: Rejected): Promise<void> {
    const { userId } = method;
    const counted = verdict.alreadyUsed ? {} : { attemptsRemaining: reservation.attemptsRemaining };
    const failed = factorEvents['2fa.failed']({ userId, reason: verdict.reason, data: { ...named(method), purpose, ...counted } });
    const events: SecurityEvent[] = [failed];
    if (!verdict.alreadyUsed) events.push(...(await this.countFailure(method, reservation)));
    await this.audit.record(null, origin, events);
  }

  private async countFailure(method: MethodRef, { budget }: CheckReservation): Promise<SecurityEvent[]> {
    const { userId } = method;
    const isDisabledNow = isRow(method) && (await this.rows.countFailure(method.id, MAX_FAILURES_IN_A_ROW));
    const lock = { limit: 'second-factor', retryAfter: budget.lockedSeconds };
    return [
      ...(budget.lockedSeconds === null ? [] : [accountEvents['user.locked']({ userId, data: lock })]),
      ...(isDisabledNow ? [factorEvents['2fa.method_disabled']({ userId, data: named(method) })] : []),
    ];
  }
}

/** A recovery factor's method is the user, and has no row. */
const isRow = ({ id, userId }: MethodRef) => id !== userId;

/** How events name what was shown: the kind, and the method where there is one. */
export function named(method: MethodRef): { type: string; methodId?: string } {
  return isRow(method) ? { type: method.type, methodId: method.id } : { type: method.type };
}

/**
 * Whether a check failed in a way that tells a guesser nothing: right but spent, of the wrong shape, about a method that is
 * not there, on a challenge that another right answer has spent, or not looked at since the factor's own limit is reached.
 */
export function costsNothing(error: unknown): boolean {
  return isProblem(error) && COSTS_NOTHING.includes(error.code);
}

const COSTS_NOTHING = ['code_already_used', 'validation_failed', 'not_found', 'invalid_temp_token', 'too_many_requests'];

/** The problem of a right code that is spent; `retryAfter` where an app shows the next one by itself. */
export function codeAlreadyUsed(retryAfter: number | undefined, reason: string) {
  if (retryAfter === undefined) return factorProblems.code_already_used({}, { reason });
  const detail = `This code has just been used. Your app shows the next one in ${retryAfter} seconds.`;
  return factorProblems.code_already_used({ retryAfter }, { detail, reason });
}

export function checked(method: MethodRef, factor: AnyFactor, matched: Matched<unknown>): CheckedProof {
  const { evidence, nextCodeInSeconds } = matched;
  return { method, factor, evidence, nextCodeInSeconds };
}
