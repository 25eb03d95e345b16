import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@countersign/audit';
import { isProblem, type Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import type { BudgetEntry } from '../budget/budget.statements';
import { SetupBudget } from '../budget/setup-budget';
import type { AnyPrimaryFactor, MethodRef } from '../contract/factor';
import { factorEvents } from '../factors.events';
import { countCheck } from '../factors.metrics';
import { factorProblems } from '../factors.problems';
import { MethodRepository } from '../methods/method.repository';
import { checked, codeAlreadyUsed, type CheckedProof } from '../proof/check-proof';
import { FactorRegistry } from '../registry/factor-registry';

const GIVEN_BACK = ['code_already_used', 'service_unavailable'];

export interface SetupProof {
  readonly principal: Principal;
  readonly type: string;
  readonly methodId?: string;
  /** Validated by the factor's `confirmDto` or `proofDto`. */
  readonly proof: object;
  readonly origin: Origin;
}

/** Whether the code that confirms a setup is right. Wrong ones lock nothing but setup. */
@Injectable()
export class CheckSetup {
  constructor(
    private readonly registry: FactorRegistry,
    private readonly rows: MethodRepository,
    private readonly budget: SetupBudget,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Does `work` with the right code, which is not spent yet. The attempt is counted before, and given back where the code was
   * right and could not be taken all the same: spent, or the service is out of breath.
   *
   * @throws not_found, too_many_requests, setup_not_started, invalid_code, code_already_used, and what `work` throws
   */
  async check<Result>(request: SetupProof, work: (checked: CheckedProof) => Promise<Result>): Promise<Result> {
    const factor = this.registry.getPrimary(request.type);
    const entry = await this.budget.reserve(request.principal.userId);
    try {
      return await work(await this.rightProof(request, factor, entry));
    } catch (error) {
      if (GIVEN_BACK.some((code) => isProblem(error, code))) await this.budget.release(entry);
      throw error;
    }
  }

  private async rightProof(request: SetupProof, factor: AnyPrimaryFactor, { remaining }: BudgetEntry): Promise<CheckedProof> {
    const { principal, type, methodId, proof, origin } = request;
    const { userId, sessionId = null } = principal;
    const method = await this.rows.findPending(userId, type, sessionId, methodId);
    if (!method) throw factorProblems.setup_not_started();
    const verdict = await factor.check(method, proof, null);
    countCheck(type, 'setup', verdict);
    if (verdict.outcome === 'matched') return checked(method, factor, verdict);
    await this.recordFailure(method, verdict.reason, sessionId, origin);
    if (verdict.alreadyUsed) throw codeAlreadyUsed(verdict.alreadyUsed.retryAfter, verdict.reason);
    throw factorProblems.invalid_code({ attemptsRemaining: remaining }, { reason: verdict.reason });
  }

  private async recordFailure(method: MethodRef, reason: string, sessionId: string | null, origin: Origin): Promise<void> {
    const { id: methodId, userId, type } = method;
    const data = { type, methodId, purpose: 'setup' };
    await this.audit.record(null, origin, factorEvents['2fa.failed']({ userId, sessionId, reason, data }));
  }
}
