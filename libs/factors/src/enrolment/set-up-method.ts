import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import { newId, type Origin } from '@countersign/kernel';
import type { Principal, UserFacts } from '@countersign/web';
import { SetupBudget } from '../budget/setup-budget';
import { SetupRefused, type AnyPrimaryFactor, type SetupOffer } from '../contract/factor';
import { factorProblems } from '../factors.problems';
import { MethodRepository } from '../methods/method.repository';
import { EnrolmentCompanions } from '../registry/enrolment-companions';
import { FactorRegistry } from '../registry/factor-registry';

export interface MethodToSetUp {
  readonly principal: Principal;
  readonly type: string;
  readonly label: string | null;
  /** Validated by the factor's `setupDto`. */
  readonly input: object;
  readonly origin: Origin;
}

interface PendingMethod {
  readonly methodId: string;
  readonly expiresIn: number;
  readonly offer: SetupOffer;
  readonly additions: Readonly<Record<string, unknown>>;
}

const MAX_METHODS_OF_A_KIND = 5;

/**
 * Makes a pending method, which replaces the one that was pending. An active method is never touched. Six collaborators, as
 * for `ConfirmMethod`, which ends what this begins.
 */
@Injectable()
export class SetUpMethod {
  constructor(
    private readonly registry: FactorRegistry,
    private readonly companions: EnrolmentCompanions,
    private readonly rows: MethodRepository,
    private readonly budget: SetupBudget,
    private readonly audit: AuditTrail,
    private readonly database: Database,
  ) {}

  /**
   * Answers what the factor shows, once, with `methodId` and `expiresIn` (seconds).
   *
   * @throws not_found, too_many_requests, too_many_methods
   */
  async setUp(request: MethodToSetUp): Promise<Record<string, unknown>> {
    const factor = this.registry.getPrimary(request.type);
    await this.budget.reserve(request.principal.userId);
    const making = this.database.transaction((tx) => this.makePending(tx, factor, request));
    const { methodId, expiresIn, offer, additions } = await making.catch((error: unknown) => this.refuse(error, request.origin));
    const answer: Record<string, unknown> = { ...offer.answer, ...(await offer.afterCommit?.()) };
    const shown = factor.showsCompanionsAtSetup === false ? {} : additions;
    // A code may be good for less time than the pending method.
    return { methodId, ...answer, ...shown, expiresIn: answer.expiresIn ?? expiresIn };
  }

  private async refuse(error: unknown, origin: Origin): Promise<never> {
    if (!(error instanceof SetupRefused)) throw error;
    await this.audit.record(null, origin, error.events);
    throw error.problem;
  }

  private async makePending(tx: EntityManager, factor: AnyPrimaryFactor, request: MethodToSetUp): Promise<PendingMethod> {
    const { user, sessionId = null } = request.principal;
    await this.rows.lockUser(tx, user.id);
    const active = await this.rows.activeOf(user.id, tx);
    const ofThisKind = active.filter(({ type }) => type === factor.type).length;
    if (ofThisKind >= (factor.maxMethods ?? MAX_METHODS_OF_A_KIND)) throw factorProblems.too_many_methods();
    await this.dropPending(tx, factor, user);
    const method = { id: newId(), userId: user.id, type: factor.type, label: request.label };
    const expiresIn = await this.rows.insertPending(tx, { ...method, setupSessionId: sessionId });
    const offer = await factor.setUp(method, request.input, tx, { user, origin: request.origin });
    if (offer.destination) await this.rows.setDestination(tx, method.id, offer.destination);
    const additions = active.length === 0 ? await this.companions.offered(user, tx) : {};
    return { methodId: method.id, expiresIn, offer, additions };
  }

  private async dropPending(tx: EntityManager, factor: AnyPrimaryFactor, user: UserFacts): Promise<void> {
    for (const method of await this.rows.pendingOf(user.id, factor.type, tx)) {
      await factor.remove(method, tx);
      await this.rows.remove(tx, method.id);
    }
  }
}
