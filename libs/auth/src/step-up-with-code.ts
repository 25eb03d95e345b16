import { Injectable } from '@nestjs/common';
import type { Admission } from '@countersign/crypto';
import { Database } from '@countersign/database';
import {
  Challenges,
  CheckProof,
  costsNothing,
  FactorBudget,
  factorEvents,
  factorProblems,
  named,
  RecoveryByShape,
  type CheckedProof,
  type CheckReservation,
  type ProofChoice,
  type Reservation,
  type Spent,
} from '@countersign/factors';
import type { Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { RaiseSession, type RaisedSession } from './raise-session';

export interface StepUpProof extends ProofChoice {
  /** As `AskToStepUp` answered it; left out: the challenge that the session has open, if any. */
  readonly challengeId?: string;
}

/**
 * Step-up of an account with two-factor authentication: a code of a method, or of a recovery factor by its shape, is needed and
 * enough. Within a challenge where a code was sent. Six collaborators: who counts, who checks, and the session.
 */
@Injectable()
export class StepUpWithCode {
  constructor(
    private readonly recoveryByShape: RecoveryByShape,
    private readonly challenges: Challenges,
    private readonly budget: FactorBudget,
    private readonly checkProof: CheckProof,
    private readonly raiseSession: RaiseSession,
    private readonly database: Database,
  ) {}

  /** @throws invalid_code, code_already_used, not_found, too_many_requests, service_unavailable */
  async stepUp(principal: Principal, { challengeId, ...given }: StepUpProof, origin: Origin): Promise<RaisedSession> {
    const choice = await this.recoveryByShape.choose(principal.userId, given);
    return this.checkProof.withPlace(choice, (place) => this.prove(principal, { ...choice, challengeId }, origin, place));
  }

  private async prove(
    principal: Principal,
    { challengeId, ...choice }: StepUpProof,
    origin: Origin,
    place?: Admission,
  ): Promise<RaisedSession> {
    const within = await this.reserveWithin(principal, challengeId);
    const reservation: CheckReservation = within ?? (await this.budget.reserve(principal.userId));
    try {
      const checked = await this.checkProof.check({ reservation, choice, purpose: 'step_up', origin, place });
      return await this.database.transaction(async (tx) => {
        const spent = await this.checkProof.consume(tx, checked);
        await this.settle(tx, within, reservation);
        return this.raise(tx, principal, checked, spent, origin);
      });
    } catch (error) {
      if (costsNothing(error)) await this.forgive(within, reservation);
      throw error;
    }
  }

  private async reserveWithin({ userId, sessionId }: Principal, challengeId: string | undefined): Promise<Reservation | null> {
    return sessionId === undefined ? null : this.challenges.reserveWithin({ userId, sessionId }, challengeId);
  }

  private async settle(tx: EntityManager, within: Reservation | null, reservation: CheckReservation): Promise<void> {
    if (!within) return this.budget.settle(tx, reservation);
    const isOurs = await this.challenges.consume(tx, within);
    if (!isOurs) throw factorProblems.code_already_used({}, { reason: 'another request answered first' });
  }

  private forgive(within: Reservation | null, reservation: CheckReservation): Promise<void> {
    return within ? this.challenges.forgive(within) : this.budget.forgive(reservation);
  }

  private raise(tx: EntityManager, principal: Principal, { method, factor }: CheckedProof, spent: Spent, origin: Origin) {
    const { userId, sessionId } = principal;
    const verified = factorEvents['2fa.verified']({ userId, sessionId, data: { ...named(method), purpose: 'step_up' } });
    const events = [verified, ...(spent.events ?? [])];
    const { amr, restricted: isRestricted } = factor.assurance;
    return this.raiseSession.raise(tx, principal, { aal: 2, amr, isRestricted, events }, origin);
  }
}
