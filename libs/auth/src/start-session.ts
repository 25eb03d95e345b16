import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@countersign/audit';
import type { Origin, SecurityEvent } from '@countersign/kernel';
import { Sessions, type IssuedSession } from '@countersign/sessions';
import type { UserFacts } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { authEvents } from './auth.events';

export interface SessionToStart {
  readonly user: UserFacts;
  readonly origin: Origin;
  readonly aal: 1 | 2;
  readonly amr: readonly string[];
  /** See `NewSession`. */
  readonly isRestricted?: boolean;
  /** See `NewSession`. */
  readonly deviceName?: string;
  /** The policy that excused the second factor. */
  readonly excusedBy?: string;
  /** What else happened in the same step; written in the same statement as `user.login`. */
  readonly events?: readonly SecurityEvent[];
}

export interface StartedSession {
  readonly user: UserFacts;
  readonly issued: IssuedSession;
}

/** Makes a session and writes down that it was made, in the caller's transaction. */
@Injectable()
export class StartSession {
  constructor(
    private readonly sessions: Sessions,
    private readonly audit: AuditTrail,
  ) {}

  async start(tx: EntityManager, { excusedBy, events = [], ...session }: SessionToStart): Promise<StartedSession> {
    const { user, origin } = session;
    const issued = await this.sessions.open(tx, session);
    const data = { amr: issued.session.amr, excusedBy, ...(issued.isNewDevice && { isNewDevice: true }) };
    const login = authEvents['user.login']({ userId: user.id, sessionId: issued.session.id, data });
    await this.audit.record(tx, origin, [...events, login]);
    return { user, issued };
  }

  /** What the user calls the device of the session that was just made. */
  name(tx: EntityManager, { issued }: StartedSession, deviceName: string): Promise<void> {
    return this.sessions.name(tx, issued.session.id, deviceName);
  }

  /** What happened where no session is to begin yet. */
  record(tx: EntityManager, origin: Origin, events: SecurityEvent | readonly SecurityEvent[]): Promise<void> {
    return this.audit.record(tx, origin, events);
  }
}
