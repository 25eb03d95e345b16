import { Injectable } from '@nestjs/common';
import { Accounts, SecondFactorPolicy } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import type { Origin, SecurityEvent } from '@countersign/kernel';
import { amrFor, Sessions, type IssuedSession } from '@countersign/sessions';
import type { Principal } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import type { Assurance, MethodRef } from '../contract/factor';
import { factorEvents } from '../factors.events';
import { factorProblems } from '../factors.problems';

export interface MethodChange {
  readonly principal: Principal;
  readonly origin: Origin;
  readonly method: MethodRef;
}

/** What a change of a user's methods means for the account, its sessions and its trail; all in the caller's transaction. */
@Injectable()
export class SecondFactorState {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly audit: AuditTrail,
    private readonly policy: SecondFactorPolicy,
  ) {}

  /**
   * The session that enrolled the method has just shown it; the user's others end (ASVS 5.0 V7.4.3). The first method turns
   * two-factor authentication on, and ends all that was trusted without it.
   *
   * @returns a whole session for somebody who had to enrol before anything else.
   */
  async added(tx: EntityManager, { principal, origin, method }: MethodChange, { amr, restricted: isRestricted }: Assurance, isFirst: boolean): Promise<IssuedSession | null> {
    const events: SecurityEvent[] = [];
    const details = detailsOf(principal, method);
    if (isFirst) await this.accounts.setTwoFactorEnabled(tx, principal.userId, true);
    else await this.accounts.holdAlone(tx, principal.userId);
    const revokedCount = await (isFirst ? this.endTrust(tx, principal) : this.endOthers(tx, principal));
    if (isFirst) events.push(factorEvents['2fa.enabled']({ ...details, data: { ...details.data, revokedCount } }));
    const proved = amrFor(principal.amr ?? [], amr);
    if (principal.sessionId) await this.sessions.prove(tx, principal.sessionId, { aal: 2, amr: proved, isRestricted });
    const added = { ...details, data: { ...details.data, ...(isFirst ? { isFirst } : { revokedCount }) } };
    await this.audit.record(tx, origin, [...events, factorEvents['2fa.method_added'](added)]);
    if (principal.via !== 'enrolment' || !principal.sessionId) return null;
    return this.sessions.endEnrolment(tx, principal.user, principal.sessionId);
  }

  /** Whatever was trusted on the strength of the method ends; the last method turns two-factor authentication off. @throws method_required */
  async removed(tx: EntityManager, { principal, origin, method }: MethodChange, wasLast: boolean): Promise<void> {
    if (wasLast && this.policy.demands(principal.user)) throw factorProblems.method_required();
    if (wasLast) await this.accounts.setTwoFactorEnabled(tx, principal.userId, false);
    if (wasLast && principal.sessionId) await this.sessions.weaken(tx, principal.sessionId);
    const revokedCount = await this.endTrust(tx, principal);
    const details = detailsOf(principal, method);
    const removed = factorEvents['2fa.method_removed']({ ...details, data: { ...details.data, revokedCount, ...(wasLast ? { isLast: true } : {}) } });
    await this.audit.record(tx, origin, [removed, ...(wasLast ? [factorEvents['2fa.disabled'](details)] : [])]);
  }

  async changed(tx: EntityManager, { principal, origin, method }: MethodChange, isDefault: boolean): Promise<void> {
    const details = detailsOf(principal, method);
    await this.audit.record(tx, origin, factorEvents['2fa.method_changed']({ ...details, data: { ...details.data, isDefault } }));
  }

  /** Log-ins that began before the change, trusted devices and the user's other sessions end (ASVS 5.0 V7.4.3). */
  private async endTrust(tx: EntityManager, principal: Principal): Promise<number> {
    await this.accounts.endTrust(principal.userId, tx);
    return this.endOthers(tx, principal);
  }

  private endOthers(tx: EntityManager, { userId, sessionId }: Principal): Promise<number> {
    return this.sessions.endAll(tx, userId, { except: sessionId });
  }
}

function detailsOf({ userId, sessionId }: Principal, { id: methodId, type }: MethodRef) {
  return { userId, sessionId, data: { type, methodId } };
}
