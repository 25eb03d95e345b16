import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { discoverNamed, PLAIN_NAME } from '@countersign/kernel';
import type { TokenCookie } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import {
  CHALLENGE_POLICY,
  type AnsweredContext,
  type ChallengePolicy,
  type PolicyAnswer,
  type PolicyRequest,
} from '../contract/challenge-policy';

/** A request that a policy knows. */
export interface Recognised {
  /** The policy's name. */
  readonly policy: string;
  /** Names the login bucket; null: counted like a stranger's. */
  readonly bucketKey: string | null;
  /** In the transaction that makes the session; null: the second factor is wanted after all. */
  excuse(tx: EntityManager): Promise<PolicyAnswer | null>;
}

/** All policies that may excuse the second factor: every provider marked `@ChallengePolicy()`. */
@Injectable()
export class ChallengePolicies implements OnModuleInit {
  private policies: readonly ChallengePolicy[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    this.policies = discoverNamed<ChallengePolicy>(this.discovery, CHALLENGE_POLICY, 'challenge policy', PLAIN_NAME);
  }

  /** The classes whose members the body of log-in may carry beside its own. */
  loginClasses(): Type<object>[] {
    return this.policies.flatMap(({ loginDto }) => loginDto ?? []);
  }

  /** The classes whose members the body of `/2fa/verify` may carry beside its own. */
  inputClasses(): Type<object>[] {
    return this.policies.flatMap(({ inputDto }) => inputDto ?? []);
  }

  /** Members of the answer that asks for a second factor. */
  offers(): Readonly<Record<string, unknown>> {
    return Object.assign({}, ...this.policies.map(({ offers }) => offers ?? {})) as Record<string, unknown>;
  }

  /** The first policy that recognises the request; reads only. */
  async recognise(userId: string, request: PolicyRequest): Promise<Recognised | null> {
    for (const policy of this.policies) {
      const found = await policy.recognise(userId, request);
      if (!found) continue;
      const bucketKey = found.bucketKey === null ? null : `${policy.name}:${found.bucketKey}`;
      return { policy: policy.name, bucketKey, excuse: (tx) => policy.excuse(found, tx) };
    }
    return null;
  }

  /** In the transaction that makes the session, after a right second factor: what all policies add to the answer. */
  async answered(context: AnsweredContext, tx: EntityManager): Promise<Required<Omit<PolicyAnswer, 'deviceName'>> & Pick<PolicyAnswer, 'deviceName'>> {
    const data: Record<string, unknown> = {};
    const cookies: TokenCookie[] = [];
    let deviceName: string | undefined;
    for (const policy of this.policies) {
      const addition = await policy.answered?.(context, tx);
      Object.assign(data, addition?.data);
      cookies.push(...(addition?.cookies ?? []));
      deviceName ??= addition?.deviceName;
    }
    return { data, cookies, deviceName };
  }
}
