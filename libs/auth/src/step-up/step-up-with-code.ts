import { Injectable } from '@nestjs/common';
import { Challenges, type ProofChoice } from '@countersign/factors';
import type { Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import { ProveSecondFactor } from '../prove-second-factor';
import { RaiseSession, type RaisedSession } from './raise-session';

export interface StepUpProof extends ProofChoice {
  /** As `AskToStepUp` answered it; left out: the challenge that the session has open, if any. */
  readonly challengeId?: string;
}

/** Step-up of an account with two-factor authentication: a code is needed and enough. */
@Injectable()
export class StepUpWithCode {
  constructor(
    private readonly proveSecondFactor: ProveSecondFactor,
    private readonly challenges: Challenges,
    private readonly raiseSession: RaiseSession,
  ) {}

  /** @throws invalid_code, code_already_used, not_found, too_many_requests, service_unavailable */
  async stepUp(principal: Principal, { challengeId, ...choice }: StepUpProof, origin: Origin): Promise<RaisedSession> {
    const { userId, sessionId } = principal;
    const reserve = async () => (sessionId === undefined ? null : this.challenges.reserveWithin({ userId, sessionId }, challengeId));
    const proof = { userId, sessionId, choice, purpose: 'step_up', origin, reserve } as const;
    return this.proveSecondFactor.prove(proof, (tx, { factor, events }) => {
      const { amr, restricted: isRestricted } = factor.assurance;
      return this.raiseSession.raise(tx, principal, { aal: 2, amr, isRestricted, events }, origin);
    });
  }
}
