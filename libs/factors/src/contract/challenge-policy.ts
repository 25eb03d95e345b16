import { SetMetadata, type Type } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Origin } from '@countersign/kernel';
import type { TokenCookie, UserFacts } from '@countersign/web';

/** What a request shows of itself, for policies that recognise it. */
export interface PolicyRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** The validated body: a policy looks at its own members only. */
  readonly body: object;
  readonly origin: Origin;
}

/** Additions to an answer: members of `data`, and cookies. And what the session's device is called, where the policy knows it. */
export interface PolicyAnswer {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cookies?: readonly TokenCookie[];
  readonly deviceName?: string;
}

/** A right second factor was just shown; `request.body` holds the policy's `inputDto`. */
export interface AnsweredContext {
  readonly user: UserFacts;
  /** Undefined: an application asked, by a key, and makes a session of its own. */
  readonly sessionId?: string;
  readonly factorType: string;
  readonly factorRole: 'primary' | 'recovery';
  readonly request: PolicyRequest;
}

/** What a policy recognises a request by. */
export interface FoundByPolicy {
  /**
   * Names a login bucket of its own, so that a stranger's guessing cannot shut the owner out; null: the request is known, and
   * counted like a stranger's.
   */
  readonly bucketKey: string | null;
}

/**
 * May excuse the second factor at log-in (a trusted device). `auth` knows no policy by name: a body may carry the members of
 * all policies beside its own, and each policy looks at its own.
 */
export interface ChallengePolicy<Found extends FoundByPolicy = FoundByPolicy> {
  /** In audit events and login buckets, e.g. `trusted-device`. */
  readonly name: string;
  /** The policy's members in the body of log-in (`deviceToken`). Say the classes as getters: docs are made without instances. */
  readonly loginDto?: Type<object>;
  /** The policy's members in the body of `/2fa/verify` (`trustDevice`, `deviceName`). */
  readonly inputDto?: Type<object>;
  /** The members that the policy adds to the answer of log-in and of `/2fa/verify`, all of which may be left out. */
  readonly answerDto?: Type<object>;
  /** Members of the answer that asks for a second factor (`{ canTrustDevice: true }`). */
  readonly offers?: Readonly<Record<string, unknown>>;
  /**
   * Before the password; reads only.
   *
   * @param userId where nobody has the name, an id of nobody's: both cost the same.
   */
  recognise(userId: string, request: PolicyRequest): Promise<Found | null>;
  /** In the transaction that makes the session, by condition; null: not excused after all. */
  excuse(found: Found, tx: EntityManager): Promise<PolicyAnswer | null>;
  /** In the transaction that makes the session, after a right second factor. */
  answered?(context: AnsweredContext, tx: EntityManager): Promise<PolicyAnswer>;
}

export const CHALLENGE_POLICY = Symbol('countersign:challenge-policy');

/** Marks a provider as a policy that may excuse the second factor. */
export const ChallengePolicy = (): ClassDecorator => SetMetadata(CHALLENGE_POLICY, true);
