import { Injectable } from '@nestjs/common';
import { Accounts } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import type { Origin, SecurityEvent } from '@countersign/kernel';
import { amrFor, Sessions } from '@countersign/sessions';
import type { Principal } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import type { Assurance, MethodRef } from '../contract/factor';
import { factorEvents } from '../factors.events';

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
  ) {}

  /** The session that enrolled the method has just shown it. The first method turns two-factor authentication on. */
  async added(tx: EntityManager, change: MethodChange, { amr }: Assurance, isFirst: boolean): Promise<void> {
    const { principal, origin } = change;
    if (isFirst) {
      await this.accounts.setTwoFactorEnabled(tx, principal.userId, true);
      await this.endTrust(tx, principal);
    }
    const proved = amrFor(principal.amr ?? [], amr);
    if (principal.sessionId) await this.sessions.prove(tx, principal.sessionId, { aal: 2, amr: proved });
    await this.audit.record(tx, origin, eventsOf(change, [...(isFirst ? (['2fa.enabled'] as const) : []), '2fa.method_added']));
  }

  /** Whatever was trusted on the strength of the method ends; the last method turns two-factor authentication off. */
  async removed(tx: EntityManager, change: MethodChange, wasLast: boolean): Promise<void> {
    const { principal, origin } = change;
    if (wasLast) await this.accounts.setTwoFactorEnabled(tx, principal.userId, false);
    await this.endTrust(tx, principal);
    await this.audit.record(tx, origin, eventsOf(change, ['2fa.method_removed', ...(wasLast ? (['2fa.disabled'] as const) : [])]));
  }

  /** Log-ins that began before the change, trusted devices and the user's other sessions end (ASVS 5.0 V7.4.3). */
  private async endTrust(tx: EntityManager, { userId, sessionId }: Principal): Promise<void> {
    await this.accounts.endTrust(userId, tx);
    await this.sessions.endAll(tx, userId, { except: sessionId });
  }
}

type Change = '2fa.enabled' | '2fa.disabled' | '2fa.method_added' | '2fa.method_removed';

function eventsOf({ principal, method }: MethodChange, types: readonly Change[]): SecurityEvent[] {
  const { userId, sessionId = null } = principal;
  return types.map((type) => factorEvents[type]({ userId, sessionId, data: { type: method.type, methodId: method.id } }));
}
