import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@countersign/audit';
import { ChallengePolicies, Challenges, type PolicyRequest, type ProofChoice } from '@countersign/factors';
import type { Principal } from '@countersign/web';
import { ProveSecondFactor } from '../prove-second-factor';

export interface UserProof extends ProofChoice {
  /** As `AskUser` answered it; left out: the newest one without a purpose that the user has open, if any. */
  readonly challengeId?: string;
}

/** A right second factor, of a user whom an application knows. */
export interface VerifiedUser {
  readonly verified: true;
  /** The kind of factor. */
  readonly method: string;
  /** Left out for a recovery factor. */
  readonly methodId?: string;
  /** RFC 8176. */
  readonly amr: readonly string[];
  /** What policies add: `deviceToken`. */
  readonly [addition: string]: unknown;
}

/**
 * The second factor for an application that keeps its own passwords: the same budgets, locks, single use and trail as at our own
 * log-in, and no session.
 */
@Injectable()
export class VerifyUser {
  constructor(
    private readonly proveSecondFactor: ProveSecondFactor,
    private readonly challenges: Challenges,
    private readonly policies: ChallengePolicies,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws invalid_code, code_already_used, not_found, too_many_requests, service_unavailable */
  async verify({ userId, user }: Principal, { challengeId, ...choice }: UserProof, request: PolicyRequest): Promise<VerifiedUser> {
    const { origin } = request;
    const reserve = () => this.challenges.reserveForApplication(userId, challengeId);
    const proof = { userId, choice, purpose: 'verification', origin, reserve } as const;
    return this.proveSecondFactor.prove(proof, async (tx, { factor, method, events }) => {
      await this.audit.record(tx, origin, events);
      const { data } = await this.policies.answered({ user, factorType: factor.type, factorRole: factor.role, request }, tx);
      const which = factor.role === 'recovery' ? {} : { methodId: method.id };
      return { verified: true, method: factor.type, ...which, amr: factor.assurance.amr, ...data };
    });
  }
}
