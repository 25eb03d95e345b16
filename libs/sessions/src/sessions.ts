import { Injectable } from '@nestjs/common';
import { accountProblems } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { newId, problems, type Origin } from '@countersign/kernel';
import { deviceNameOf, type UserFacts } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { sessionEvents } from './sessions.events';
import { SessionsSettings } from './sessions.settings';
import { sessionFactsFrom, type SessionFacts } from './session-facts';
import { SessionRepository } from './session.repository';
import type { ListedSessionRow, OpenedSessionRow } from './sessions.statements';
import { AccessTokens } from './tokens/access-tokens';
import { EnrolmentTokens } from './tokens/enrolment-tokens';
import { RefreshTokens } from './tokens/refresh-tokens';

export type { SessionFacts } from './session-facts';

/** How strongly somebody has proved who they are. */
export interface Strength {
  /** 2: a second factor was shown. */
  readonly aal: 1 | 2;
  /** See `amrFor`. */
  readonly amr: readonly string[];
  /** Every second factor that was shown is a restricted one; default false. */
  readonly isRestricted?: boolean;
}

export interface NewSession extends Strength {
  /** As read when the login began: the session opens only while the account is active and in the same trust epoch. */
  readonly user: UserFacts;
  readonly origin: Origin;
  /** What the user calls the device; default: browser and system, by the user agent. */
  readonly deviceName?: string;
}

export interface IssuedSession {
  readonly session: SessionFacts;
  readonly accessToken: string;
  /** Seconds that the access token lives. */
  readonly expiresIn: number;
  readonly refreshToken: string;
  /** The user has signed in before, and never with this browser on this system. */
  readonly isNewDevice: boolean;
}

export interface IssuedEnrolment {
  readonly sessionId: string;
  /** A bearer for routes with `@AllowEnrolment()` alone. */
  readonly enrolmentToken: string;
  /** Seconds that it lives. */
  readonly expiresIn: number;
  /** As of `IssuedSession`. */
  readonly isNewDevice: boolean;
}

/** As long as a log-in counts as fresh, which setup asks for. */
const ENROLMENT_SECONDS = 900;

/** What a login made, how strong it is, and its end. */
@Injectable()
export class Sessions {
  constructor(
    private readonly repository: SessionRepository,
    private readonly settings: SessionsSettings,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly enrolmentTokens: EnrolmentTokens,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Makes a session and its first refresh token in one statement, and ends those past SESSION_MAX_PER_USER.
   *
   * @throws invalid_credentials when the account was disabled, or its trust ended, since `user` was read: a login that
   *   overlaps a change of the password must not outlive it.
   */
  async open(tx: EntityManager, opened: NewSession): Promise<IssuedSession> {
    const { token, digest } = this.refreshTokens.issue();
    const row = await this.insert(tx, opened, { digest, idleSeconds: this.settings.JWT_REFRESH_EXPIRY, isEnrolment: false });
    const session = sessionFactsFrom(row);
    return { ...this.tokensFor(opened.user, session), session, refreshToken: token, isNewDevice: row.is_new_device };
  }

  /** A session that is good for the enrolment of a second factor alone, for 15 minutes. @throws as `open` */
  async openEnrolment(tx: EntityManager, opened: NewSession): Promise<IssuedEnrolment> {
    const { token: enrolmentToken, digest } = this.enrolmentTokens.issue();
    const row = await this.insert(tx, opened, { digest, idleSeconds: ENROLMENT_SECONDS, isEnrolment: true });
    return { sessionId: row.s_id, enrolmentToken, expiresIn: ENROLMENT_SECONDS, isNewDevice: row.is_new_device };
  }

  /** The second factor is enrolled, and the session a whole one from now on. @throws invalid_token when it has ended. */
  async endEnrolment(tx: EntityManager, user: UserFacts, sessionId: string): Promise<IssuedSession> {
    const { token, digest } = this.refreshTokens.issue();
    const row = await this.repository.endEnrolment(tx, sessionId, digest, this.settings.JWT_REFRESH_EXPIRY);
    if (!row) throw problems.invalid_token({}, { reason: 'the enrolment ended meanwhile' });
    const session = sessionFactsFrom(row);
    return { ...this.tokensFor(user, session), session, refreshToken: token, isNewDevice: false };
  }

  private async insert(
    tx: EntityManager,
    { user, origin, aal, amr, isRestricted = false, deviceName }: NewSession,
    kind: { readonly digest: Buffer; readonly idleSeconds: number; readonly isEnrolment: boolean },
  ): Promise<OpenedSessionRow> {
    const { SESSION_MAX_AGE_SECONDS, SESSION_MAX_PER_USER } = this.settings;
    const owner = { id: newId(), userId: user.id, trustEpoch: user.trustEpoch, aal, amr, isRestricted };
    const agentName = deviceNameOf(origin.userAgent);
    const from = { ipAddress: origin.ipAddress, userAgent: origin.userAgent, agentName, deviceName: deviceName ?? agentName };
    const limits = { maxAgeSeconds: SESSION_MAX_AGE_SECONDS, mostSessions: SESSION_MAX_PER_USER };
    const row = await this.repository.insertInEpoch(tx, { ...owner, ...from, ...kind, ...limits });
    if (!row) throw accountProblems.invalid_credentials({}, { reason: 'the account changed during the login' });
    await this.recordPushedOut(tx, origin, user.id, row.pushed_out);
    return row;
  }

  /** Names the device of a session, as its user calls it. */
  name(tx: EntityManager, sessionId: string, deviceName: string): Promise<void> {
    return this.repository.name(tx, sessionId, deviceName);
  }

  /**
   * Step-up: the session has been proved anew. Its strength rises and never falls; less than it has makes it no fresher.
   *
   * @param shown what was shown now; its `amr` is joined to what the session has.
   * @throws invalid_token when the session has ended.
   */
  async prove(tx: EntityManager, sessionId: string, { isRestricted = false, ...shown }: Strength): Promise<SessionFacts> {
    const row = await this.repository.raise(tx, sessionId, { ...shown, isRestricted });
    if (!row) throw problems.invalid_token({}, { reason: 'the session ended during the step-up' });
    return sessionFactsFrom(row);
  }

  /** Its user has no second factor any more: the session is worth one factor from now on. */
  weaken(tx: EntityManager, sessionId: string): Promise<void> {
    return this.repository.weaken(tx, sessionId);
  }

  /**
   * Ends all sessions of a user. In the same transaction, change or hold the account first (endTrust, setPassword, holdAlone): a login that
   * waits for that change is then refused, and one that came before it is ended here.
   *
   * @returns how many ended.
   */
  async endAll(tx: EntityManager, userId: string, { except }: { readonly except?: string } = {}): Promise<number> {
    return this.repository.endAllOf(tx, userId, except ?? null);
  }

  /** @returns false when the session is not the user's, or has ended before. */
  async end(tx: EntityManager, sessionId: string, userId: string): Promise<boolean> {
    return this.repository.endOnce(tx, sessionId, userId);
  }

  /** The sessions of a user that stand, the one used last first. */
  async list(userId: string): Promise<ListedSessionRow[]> {
    return this.repository.list(userId);
  }

  /** An access token of a session that stands, and the seconds that it lives. */
  tokensFor(user: UserFacts, session: SessionFacts): Pick<IssuedSession, 'accessToken' | 'expiresIn'> {
    return { accessToken: this.accessTokens.sign(user, session), expiresIn: this.settings.JWT_ACCESS_EXPIRY };
  }

  private async recordPushedOut(tx: EntityManager, origin: Origin, userId: string, revokedCount: number): Promise<void> {
    if (revokedCount === 0) return;
    const reason = 'more sessions than SESSION_MAX_PER_USER';
    await this.audit.record(tx, origin, sessionEvents['session.revoked']({ userId, reason, data: { revokedCount } }));
  }
}
