import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@countersign/audit';
import { problems, type Origin, type SecurityEvent } from '@countersign/kernel';
import { amrFor, Sessions } from '@countersign/sessions';
import type { Principal } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { authEvents } from '../auth.events';

/** What was proved just now, within a session. */
export interface Raise {
  readonly aal: 1 | 2;
  readonly amr: readonly string[];
  readonly isRestricted?: boolean;
  readonly events?: readonly SecurityEvent[];
}

/** New tokens of the same session, whose `auth_time` is now. */
export interface RaisedSession {
  readonly accessToken: string;
  readonly tokenType: 'Bearer';
  readonly expiresIn: number;
}

/** Renews a session after a fresh proof (RFC 9470 §4), in the caller's transaction. */
@Injectable()
export class RaiseSession {
  constructor(
    private readonly sessions: Sessions,
    private readonly audit: AuditTrail,
  ) {}

  async raise(tx: EntityManager, principal: Principal, { events = [], ...shown }: Raise, origin: Origin): Promise<RaisedSession> {
    const sessionId = sessionOf(principal);
    const session = await this.sessions.prove(tx, sessionId, { ...shown, amr: amrFor(principal.amr ?? [], shown.amr) });
    const steppedUp = authEvents['session.stepped_up']({ userId: principal.userId, sessionId, data: { amr: shown.amr } });
    await this.audit.record(tx, origin, [...events, steppedUp]);
    return { ...this.sessions.tokensFor(principal.user, session), tokenType: 'Bearer' };
  }
}

function sessionOf({ sessionId }: Principal): string {
  if (sessionId === undefined) throw problems.forbidden({}, { reason: 'only a session can be raised' });
  return sessionId;
}
