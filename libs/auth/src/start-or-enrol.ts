import { Injectable } from '@nestjs/common';
import { Accounts, SecondFactorPolicy } from '@countersign/accounts';
import { FactorRegistry } from '@countersign/factors';
import type { Origin, SecurityEvent } from '@countersign/kernel';
import { Sessions } from '@countersign/sessions';
import type { EntityManager } from 'typeorm';
import { authEvents } from './auth.events';
import { StartSession, type SessionToStart, type StartedSession } from './start-session';

/** The answer of a log-in that has to enrol a second factor before anything else. */
export interface EnrolmentRequired {
  readonly enrolmentRequired: true;
  /** A bearer for setup and verify-setup alone. */
  readonly enrolmentToken: string;
  readonly expiresIn: number;
  readonly allowedTypes: readonly string[];
}

/** Signed in, within the grace with the time by which a second factor is to be enrolled; or to enrol one first. */
export type StartedOrAsked = (StartedSession & { readonly enrolmentDeadline?: Date }) | { readonly enrolment: EnrolmentRequired };

/** A session by the password alone, where REQUIRE_2FA does not demand a second factor, or not yet; or the way to one. */
@Injectable()
export class StartOrEnrol {
  constructor(
    private readonly startSession: StartSession,
    private readonly policy: SecondFactorPolicy,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly registry: FactorRegistry,
  ) {}

  async start(tx: EntityManager, session: SessionToStart): Promise<StartedOrAsked> {
    const { user, origin, amr, events = [] } = session;
    if (user.twoFactorEnabled || !this.policy.demands(user)) return this.startSession.start(tx, session);
    const { deadline, isOver } = await this.accounts.askToEnrol(tx, user.id, this.policy.graceDays);
    if (!isOver) return { ...(await this.startSession.start(tx, session)), enrolmentDeadline: deadline };
    const { sessionId, enrolmentToken, expiresIn, isNewDevice } = await this.sessions.openEnrolment(tx, { user, origin, aal: 1, amr });
    const login = authEvents['user.login']({ userId: user.id, sessionId, data: { amr, hasToEnrol: true, ...(isNewDevice && { isNewDevice }) } });
    await this.startSession.record(tx, origin, [...events, login]);
    return { enrolment: { enrolmentRequired: true, enrolmentToken, expiresIn, allowedTypes: this.registry.offeredTypes() } };
  }

  /** See `StartSession`. */
  record(tx: EntityManager, origin: Origin, event: SecurityEvent): Promise<void> {
    return this.startSession.record(tx, origin, event);
  }
}
