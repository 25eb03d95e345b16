import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@countersign/audit';
import type { Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import { SetupBudget } from '../budget/setup-budget';
import type { MethodRef } from '../contract/factor';
import { factorEvents } from '../factors.events';
import { countCheck } from '../factors.metrics';
import { factorProblems } from '../factors.problems';
import { MethodRepository } from '../methods/method.repository';
import { checked, codeAlreadyUsed, type CheckedProof } from '../proof/check-proof';
import { FactorRegistry } from '../registry/factor-registry';

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

  /** @throws not_found, too_many_requests, setup_not_started, invalid_code, code_already_used */
  async check({ principal, type, methodId, proof, origin }: SetupProof): Promise<CheckedProof> {
    const { userId, sessionId = null } = principal;
    const factor = this.registry.getPrimary(type);
    const entry = await this.budget.reserve(userId);
    const method = await this.rows.findPending(userId, type, sessionId, methodId);
    if (!method) throw factorProblems.setup_not_started();
    const verdict = await factor.check(method, proof, null);
    countCheck(type, 'setup', verdict);
    if (verdict.outcome === 'matched') return checked(method, factor, verdict);
    await this.recordFailure(method, verdict.reason, sessionId, origin);
    if (verdict.alreadyUsed) {
      await this.budget.release(entry);
      throw codeAlreadyUsed(verdict.alreadyUsed.retryAfter, verdict.reason);
    }
    throw factorProblems.invalid_code({ attemptsRemaining: entry.remaining }, { reason: verdict.reason });
  }

  private async recordFailure(method: MethodRef, reason: string, sessionId: string | null, origin: Origin): Promise<void> {
    const { id: methodId, userId, type } = method;
    const data = { type, methodId, purpose: 'setup' };
    await this.audit.record(null, origin, factorEvents['2fa.failed']({ userId, sessionId, reason, data }));
  }
}
