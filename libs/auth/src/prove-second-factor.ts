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
  type MethodRef,
  type ProofChoice,
  type ProofToCheck,
  type Reservation,
} from '@countersign/factors';
import type { Origin, SecurityEvent } from '@countersign/kernel';
import type { EntityManager } from 'typeorm';

export interface SecondFactorProof {
  readonly userId: string;
  readonly sessionId?: string;
  readonly choice: ProofChoice;
  readonly purpose: ProofToCheck['purpose'];
  readonly origin: Origin;
  /** Counts an attempt on the challenge that is open; null: there is none, and the user's budget counts alone. */
  readonly reserve: () => Promise<Reservation | null>;
}

/** A right proof, spent in the transaction that it is handed out in. */
export interface ProvedFactor extends Pick<CheckedProof, 'factor' | 'method'> {
  /** To be recorded in the same transaction. */
  readonly events: readonly SecurityEvent[];
}

/**
 * A second factor of somebody who is known already: a code of a method, or of a recovery factor by its shape, within a challenge
 * where a code was sent. The order is that of every check: an attempt reserved in a commit of its own, the proof checked with no
 * transaction open, then one transaction that spends all.
 */
@Injectable()
export class ProveSecondFactor {
  constructor(
    private readonly recoveryByShape: RecoveryByShape,
    private readonly challenges: Challenges,
    private readonly budget: FactorBudget,
    private readonly checkProof: CheckProof,
    private readonly database: Database,
  ) {}

  /** @throws invalid_code, code_already_used, not_found, too_many_requests, service_unavailable */
  async prove<Result>(proof: SecondFactorProof, finish: (tx: EntityManager, proved: ProvedFactor) => Promise<Result>): Promise<Result> {
    const choice = await this.recoveryByShape.choose(proof.userId, proof.choice);
    return this.checkProof.withPlace(choice, (place) => this.proveOnce({ ...proof, choice }, finish, place));
  }

  private async proveOnce<Result>(
    { userId, sessionId, choice, purpose, origin, reserve }: SecondFactorProof,
    finish: (tx: EntityManager, proved: ProvedFactor) => Promise<Result>,
    place?: Admission,
  ): Promise<Result> {
    const within = await reserve();
    const reservation: CheckReservation = within ?? (await this.budget.reserve(userId));
    try {
      const checked = await this.checkProof.check({ reservation, choice, purpose, origin, place });
      const { factor, method } = checked;
      return await this.database.transaction(async (tx) => {
        const spent = await this.checkProof.consume(tx, checked);
        await this.settle(tx, within, reservation, method);
        const verified = factorEvents['2fa.verified']({ userId, sessionId, data: { ...named(method), purpose } });
        return finish(tx, { factor, method, events: [verified, ...(spent.events ?? [])] });
      });
    } catch (error) {
      if (costsNothing(error)) await this.forgive(within, reservation);
      throw error;
    }
  }

  private async settle(tx: EntityManager, within: Reservation | null, reservation: CheckReservation, method: MethodRef): Promise<void> {
    if (!within) return this.budget.settle(tx, reservation, method);
    const isOurs = await this.challenges.consume(tx, within, method);
    if (!isOurs) throw factorProblems.code_already_used({}, { reason: 'another request answered first, or it was canceled' });
  }

  private forgive(within: Reservation | null, reservation: CheckReservation): Promise<void> {
    return within ? this.challenges.forgive(within) : this.budget.forgive(reservation);
  }
}
