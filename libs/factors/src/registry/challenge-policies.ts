import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { EntityManager } from 'typeorm';
import {
  CHALLENGE_POLICY,
  type AnsweredContext,
  type ChallengePolicy,
  type PolicyAnswer,
  type PolicyRequest,
} from '../contract/challenge-policy';
import { discover, refuseDoubtfulNames } from './discover';

/** The parts of one validated body, each under the DTO class that claims it. */
export type InputsByClass = ReadonlyMap<Type<object>, object>;

export interface Recognition {
  readonly policy: ChallengePolicy;
  /** Names the login bucket. */
  readonly bucketKey: string;
  readonly found: object;
}

/** All policies that may excuse the second factor: every provider marked `@ChallengePolicy()`. */
@Injectable()
export class ChallengePolicies implements OnModuleInit {
  private policies: readonly ChallengePolicy[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    const found = discover<ChallengePolicy>(this.discovery, CHALLENGE_POLICY);
    refuseDoubtfulNames('challenge policy', found.map(({ plugin, className }) => ({ name: plugin.name, className })));
    this.policies = found.map(({ plugin }) => plugin);
  }

  /** The classes whose members the body of log-in may carry beside its own. */
  credentialClasses(): Type<object>[] {
    return this.policies.flatMap(({ credentialsDto }) => credentialsDto ?? []);
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
  async recognise(
    userId: string,
    request: Omit<PolicyRequest, 'credentials'>,
    credentials: InputsByClass,
  ): Promise<Recognition | null> {
    for (const policy of this.policies) {
      const own = (policy.credentialsDto && credentials.get(policy.credentialsDto)) ?? {};
      const found = await policy.recognise(userId, { ...request, credentials: own });
      if (found) return { policy, bucketKey: `${policy.name}:${found.bucketKey}`, found };
    }
    return null;
  }

  /** In the transaction that makes the session; null: the second factor is wanted after all. */
  async excuse({ policy, found }: Recognition, tx: EntityManager): Promise<PolicyAnswer | null> {
    return policy.excuse(found, tx);
  }

  /** In the transaction that makes the session, after a right second factor: what all policies add to the answer. */
  async answered(context: AnsweredContext, inputs: InputsByClass, tx: EntityManager): Promise<PolicyAnswer> {
    const cookies: NonNullable<PolicyAnswer['cookies']>[number][] = [];
    const data: Record<string, unknown> = {};
    for (const policy of this.policies) {
      const own = (policy.inputDto && inputs.get(policy.inputDto)) ?? {};
      const addition = await policy.answered?.(context, own, tx);
      Object.assign(data, addition?.data);
      cookies.push(...(addition?.cookies ?? []));
    }
    return { data, cookies };
  }
}
