import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@countersign/audit';
import { CheckProof, factorEvents, type CheckedProof, type CheckReservation, type ProofChoice } from '@countersign/factors';
import { isProblem, type Origin } from '@countersign/kernel';
import type { EntityManager } from 'typeorm';

export interface ProofToProve {
  readonly reservation: CheckReservation;
  readonly choice: ProofChoice;
  /** For the audit trail: what the proof was shown for. */
  readonly purpose: 'login' | 'step_up';
  readonly origin: Origin;
}

/** Checks a second factor and writes down what failed and why. The attempt is reserved already. */
@Injectable()
export class ProveSecondFactor {
  constructor(
    private readonly checkProof: CheckProof,
    private readonly audit: AuditTrail,
  ) {}

  /** No transaction may be open. @throws invalid_code, code_already_used, not_found */
  async check({ reservation, choice, purpose, origin }: ProofToProve): Promise<CheckedProof> {
    try {
      return await this.checkProof.check({ reservation, choice, origin });
    } catch (error) {
      if (!isProblem(error, 'invalid_code') && !isProblem(error, 'code_already_used')) throw error;
      const data = { purpose, methodId: choice.methodId };
      const failed = factorEvents['2fa.failed']({ userId: reservation.userId, reason: error.reason ?? error.code, data });
      await this.audit.record(null, origin, failed);
      throw error;
    }
  }

  /** In the caller's transaction. @throws code_already_used when another request was first. */
  spend(tx: EntityManager, checked: CheckedProof): Promise<void> {
    return this.checkProof.consume(tx, checked);
  }
}
