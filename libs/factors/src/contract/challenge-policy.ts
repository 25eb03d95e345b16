import { SetMetadata, type Type } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Origin } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';

/** What a request shows of itself, for policies that recognise it. */
export interface PolicyRequest<Credentials extends object = object> {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** The policy's own part of the log-in's body (`credentialsDto`), validated. */
  readonly credentials: Credentials;
  readonly origin: Origin;
}

export interface PolicyCookie {
  readonly name: string;
  readonly value: string;
  /** Below the base path, e.g. `` or `/auth`. */
  readonly path: string;
  /** Seconds; 0 clears the cookie. */
  readonly maxAgeSeconds: number;
}

/** Additions to an answer: members of `data`, and cookies. */
export interface PolicyAnswer {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cookies?: readonly PolicyCookie[];
}

/** A right second factor was just shown. */
export interface AnsweredContext {
  readonly user: UserFacts;
  readonly sessionId: string;
  readonly factorType: string;
  readonly factorRole: 'primary' | 'recovery';
  readonly request: PolicyRequest;
}

/**
 * May excuse the second factor at log-in (a trusted device). `auth` knows no policy by name: it validates the union of their
 * inputs and hands each its own.
 */
export interface ChallengePolicy<
  Recognised extends object = object,
  Input extends object = object,
  Credentials extends object = object,
> {
  readonly name: string;
  /** The policy's members in the body of log-in (`deviceToken`). */
  readonly credentialsDto?: Type<Credentials>;
  /** The policy's members in the body of `/2fa/verify` (`trustDevice`, `deviceName`). */
  readonly inputDto?: Type<Input>;
  /** Members of the answer that asks for a second factor (`{ canTrustDevice: true }`). */
  readonly offers?: Readonly<Record<string, unknown>>;
  /**
   * Before the password; reads only. What it finds names a login bucket of its own (`bucketKey`), so that a stranger's
   * guessing cannot shut the owner out.
   */
  recognise(userId: string, request: PolicyRequest<Credentials>): Promise<(Recognised & { bucketKey: string }) | null>;
  /** In the transaction that makes the session, by condition; null: not excused after all. */
  excuse(recognised: Recognised, tx: EntityManager): Promise<PolicyAnswer | null>;
  /** In the transaction that makes the session, after a right second factor. */
  answered?(context: AnsweredContext, input: Input, tx: EntityManager): Promise<PolicyAnswer>;
}

export const CHALLENGE_POLICY = Symbol('countersign:challenge-policy');

/** Marks a provider as a policy that may excuse the second factor. */
export const ChallengePolicy = (): ClassDecorator => SetMetadata(CHALLENGE_POLICY, true);
