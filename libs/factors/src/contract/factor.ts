import { SetMetadata, type CanActivate, type NestInterceptor, type Type } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Admission } from '@countersign/crypto';
import type { EventNotice, Origin, Problem, SecurityEvent } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';

/** One enrolled instance of a factor, as a factor sees it. For a recovery factor `id` is the user's own id. */
export interface MethodRef {
  readonly id: string;
  readonly userId: string;
  readonly type: string;
  readonly label: string | null;
  /** Where its codes go, masked, once `setUp` has said so. */
  readonly destination?: MaskedDestination | null;
}

/** A destination as lists show it, and the name under which they do (`phoneNumber`, `email`). */
export interface MaskedDestination {
  readonly name: string;
  readonly masked: string;
}

/** An open question to a user: what codes that were sent are bound to. */
export interface ChallengeRef {
  readonly id: string;
  readonly userId: string;
}

/** A challenge that its user is to be asked now. */
export interface AskedChallenge extends ChallengeRef {
  /** Seconds that it still takes answers: a code that lives longer is good for nothing. */
  readonly expiresIn: number;
}

/** Who asks for something, and from where. */
export interface FactorRequest {
  readonly user: UserFacts;
  readonly origin: Origin;
}

/** What the user of a method is told over the method itself. */
export interface News extends FactorRequest {
  readonly notice: EventNotice;
}

/** How strong a proof by this factor is (NIST SP 800-63B-4 §3; `amr` values of RFC 8176 §2). */
export interface Assurance {
  readonly amr: readonly string[];
  readonly phishingResistant: boolean;
  /** NIST SP 800-63B-4 §3.2.9: still allowed, with a known weakness (sms, e-mail). */
  readonly restricted: boolean;
}

type Answer = Readonly<Record<string, unknown>>;

export interface SetupOffer {
  /** What the user needs for enrolling, shown once. */
  readonly answer: Answer;
  /** More of it, made after the commit: what takes time and needs no database, such as drawing a picture. */
  readonly afterCommit?: () => Promise<Answer>;
  /** Where codes go; kept with the method. */
  readonly destination?: MaskedDestination;
}

/** Thrown by `setUp`: the transaction rolls back, what was pending stays, and the events are kept with a commit of their own. */
export class SetupRefused extends Error {
  override readonly name = 'SetupRefused';

  constructor(
    readonly problem: Problem,
    readonly events: readonly SecurityEvent[],
  ) {
    super(problem.message);
  }
}

export interface ChallengeHint {
  readonly codeSent: boolean;
  /** Where the code went, masked. */
  readonly destination?: string;
  /** Seconds until another code may be sent. */
  readonly retryAfter?: number;
  /** Seconds that the code is good. */
  readonly expiresIn?: number;
  /** The last code could not be delivered there at all: the user had better choose another method. */
  readonly lastOneFailed?: true;
}

export interface Rejected {
  readonly outcome: 'rejected';
  /** The true reason, for the audit trail only. */
  readonly reason: string;
  /** The code was right but is spent: it costs no attempt. Seconds until another one is accepted, where time brings one. */
  readonly alreadyUsed?: { readonly retryAfter?: number };
  /** Wrong proofs that may still follow, for a factor that counts for itself. */
  readonly attemptsRemaining?: number;
}

export interface Matched<Evidence> {
  readonly outcome: 'matched';
  /** What `consume` needs for spending the proof: a time step, a code's id. */
  readonly evidence: Evidence;
  /** Seconds until the user can show another code, where that is known. */
  readonly nextCodeInSeconds?: number;
}

/** What a factor has to say of a proof that it has just spent, at a log-in or a step-up. */
export interface Spent {
  /** Added to `data` of the answer to a log-in: how many codes are left. */
  readonly answer?: Answer;
  /** Recorded beside `2fa.verified`, in the same transaction. */
  readonly events?: readonly SecurityEvent[];
}

/**
 * What every factor owes. One instance serves every user, so it keeps no request state. The caller owns a challenge's
 * attempts, expiry and single use; refusing a used code stays with the factor (`consume`).
 */
interface AnyKind<Proof extends object, Evidence> {
  /** The name in routes and answers, lower case, digits and dashes. */
  readonly type: string;
  readonly assurance: Assurance;
  /** Say classes as getters: docs are made without instances. */
  readonly proofDto: Type<Proof>;

  /**
   * A place in the hash pool, for a factor whose `check` hashes: taken without I/O before an attempt is reserved, so that a
   * storm costs nobody an attempt, handed to `check`, and given back after. Asked of recovery factors, since which method
   * answers is known only after the attempt.
   */
  admit?(): Admission;
  /**
   * No transaction is open: may hash, and writes nothing but a count of tries of its own, whose refusal (`too_many_requests`)
   * gives the caller's attempt back. `challenge` is null at verify-setup and at a step-up without one.
   */
  check(method: MethodRef, proof: Proof, challenge: ChallengeRef | null, place?: Admission): Promise<Rejected | Matched<Evidence>>;
  /** One conditional statement in the caller's transaction; false: another request was first. */
  consume(method: MethodRef, evidence: Evidence, tx: EntityManager): Promise<boolean | Spent>;
  /** The method goes: so does what the factor keeps for it. Called before the method's own row is deleted. */
  remove(method: MethodRef, tx: EntityManager): Promise<void>;
}

/** A kind of second factor that users set up and that a log-in asks for. */
export interface Factor<Proof extends object, Setup extends object, Evidence> extends AnyKind<Proof, Evidence> {
  readonly role: 'primary';
  /** The body of `POST /2fa/:type/setup` beside `label`. */
  readonly setupDto: Type<Setup>;
  /** The body of verify-setup beside `methodId`, where that is more than `proofDto`. */
  readonly confirmDto?: Type<Proof>;
  /** What setup puts under `data`, for OpenAPI. */
  readonly setupAnswer?: Type<object>;
  /** Methods of this kind that one user may have; default 5. */
  readonly maxMethods?: number;
  /** Whether companions' additions (backup codes) are shown in the setup answer already; default true. */
  readonly showsCompanionsAtSetup?: boolean;
  /** Run before the factor's two setup routes, after the global guard. */
  readonly guards?: readonly CanActivate[];
  /** Run around the factor's two setup routes. */
  readonly interceptors?: readonly NestInterceptor[];
  /** False while it cannot work (no transport is configured): its methods are not offered. Left out: it always can. */
  isAvailable?(): boolean;
  /** Whether a method is not to be used for the time being (an address that has just reset the password); it can still be seen and removed. */
  isHeldBack?(method: MethodRef, tx?: EntityManager): Promise<boolean>;

  /** @throws SetupRefused */
  setUp(method: MethodRef, input: Setup, tx: EntityManager, request: FactorRequest): Promise<SetupOffer>;
  /** Asks the user: sends a code, or says when it may. Left out where the user needs no asking. Never throws for a limit. */
  challenge?(method: MethodRef, challenge: AskedChallenge, tx: EntityManager, origin: Origin): Promise<ChallengeHint>;
  /**
   * A challenge for which codes were sent, of whichever kinds, takes no answer any more: what still waits is good for nothing. Called where
   * other methods were asked than the one that answers, before the challenge is spent, in the same transaction; and after one was
   * canceled.
   */
  settle?(challenge: ChallengeRef, tx: EntityManager): Promise<void>;
  /**
   * An administrator takes the active method away: its user hears of it over the method too, since whoever asked for it may have
   * the account's own address. Called before `remove`, and reads only; what it answers is called last of all in the same
   * transaction, and never throws for a limit. Left out where nothing can be sent; `origin` is the administrator's.
   */
  farewell?(method: MethodRef, news: News, tx: EntityManager): Promise<() => Promise<void>>;
}

/**
 * A way back for whoever lost the methods (backup codes). It is never listed, never the default, never "the last method", and
 * has no setup routes: an `EnrolmentCompanion` brings it with the first method, and the last method takes it along (`remove`).
 * Its method is the user: `MethodRef.id` is the user's id. It answers by a route of its own (`ProofChoice.recovery`), and at a
 * step-up wherever the shape of the proof is its own.
 */
export interface RecoveryFactor<Proof extends object, Evidence> extends AnyKind<Proof, Evidence> {
  readonly role: 'recovery';
  /** An administrator lets the user try again: wrong tries that the factor counts for itself count no more. */
  unlock?(method: MethodRef, tx: EntityManager): Promise<void>;
}

/** Any factor: proof and evidence are handed back only to the factor whose DTO and `check` made them. */
export type AnyPrimaryFactor = Factor<object, object, unknown>;
export type AnyRecoveryFactor = RecoveryFactor<object, unknown>;
export type AnyFactor = AnyPrimaryFactor | AnyRecoveryFactor;

/** A recovery factor's method: there is one a user, without a row of its own. */
export function recoveryMethod(userId: string, type: string): MethodRef {
  return { id: userId, userId, type, label: null };
}

export const FACTOR_TYPE = Symbol('countersign:factor');

/** Marks a provider as a factor. The registry finds it; no list is edited. */
export const SecondFactor = (type: string): ClassDecorator => SetMetadata(FACTOR_TYPE, type);
