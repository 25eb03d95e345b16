import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { CheckProof, costsNothing, FactorBudget, factorEvents, type CheckedProof, type ProofChoice } from '@countersign/factors';
import type { Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { RaiseSession, type RaisedSession } from './raise-session';

/** Step-up of an account with two-factor authentication: a code is needed and enough. */
@Injectable()
export class StepUpWithCode {
  constructor(
    private readonly budget: FactorBudget,
    private readonly checkProof: CheckProof,
    private readonly raiseSession: RaiseSession,
    private readonly database: Database,
  ) {}

  /** @throws invalid_code, code_already_used, not_found, too_many_requests */
  async stepUp(principal: Principal, choice: ProofChoice, origin: Origin): Promise<RaisedSession> {
    const reservation = await this.budget.reserve(principal.userId);
    try {
      const checked = await this.checkProof.check({ reservation, choice, purpose: 'step_up', origin });
      return await this.database.transaction(async (tx) => {
        await this.checkProof.consume(tx, checked);
        await this.budget.settle(tx, reservation);
        return this.raise(tx, principal, checked, origin);
      });
    } catch (error) {
      // An entry that cannot be given back stays counted, and the caller is told what happened first.
      if (costsNothing(error)) await this.budget.forgive(reservation).catch(() => undefined);
      throw error;
    }
  }

  private raise(tx: EntityManager, principal: Principal, { method, factor }: CheckedProof, origin: Origin) {
    const data = { type: method.type, methodId: method.id, purpose: 'step_up' };
    const events = [factorEvents['2fa.verified']({ userId: principal.userId, sessionId: principal.sessionId, data })];
    return this.raiseSession.raise(tx, principal, { aal: 2, amr: factor.assurance.amr, events }, origin);
  }
}
