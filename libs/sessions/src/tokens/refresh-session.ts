import { Injectable } from '@nestjs/common';
import { SecondFactorPolicy, userFactsFrom } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import { problems, type Origin } from '@countersign/kernel';
import { sessionFactsFrom } from '../session-facts';
import { sessionEvents } from '../sessions.events';
import { sessionProblems } from '../sessions.problems';
import { SessionsSettings } from '../sessions.settings';
import { endSessionsOf } from '../sessions.statements';
import { AccessTokens } from './access-tokens';
import { RefreshTokens } from './refresh-tokens';
import * as sql from './refresh.statements';

/** What a refresh answers with. */
export interface Refreshed {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshToken: string;
}

interface Rotation {
  readonly token: string;
  readonly digest: Buffer;
  readonly successor: { readonly token: string; readonly digest: Buffer };
}

/**
 * Rotation (RFC 9700 §4.14.2): each refresh spends the old token. The same one shown again at once brings the same
 * successor; later it is taken for stolen, and the whole session ends. Six collaborators: the policy says whose session goes on no
 * longer without a second factor.
 */
@Injectable()
export class RefreshSession {
  constructor(
    protected readonly database: Database,
    protected readonly settings: SessionsSettings,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly audit: AuditTrail,
    private readonly policy: SecondFactorPolicy,
  ) {}

  /**
   * @throws invalid_refresh_token; too_many_requests with retryAfterSeconds, after which the token is as good as before.
   */
  async refresh(token: unknown, origin: Origin): Promise<Refreshed> {
    const digest = this.refreshTokens.digest(token);
    if (digest === null) throw refused('not a refresh token');
    const rotation = { token: token as string, digest, successor: this.refreshTokens.successor(token as string) };
    const row = (await this.spend(rotation)) ?? (await this.repeat(rotation, origin));
    const accessToken = this.accessTokens.sign(userFactsFrom(row), sessionFactsFrom(row));
    return { accessToken, expiresIn: this.settings.JWT_ACCESS_EXPIRY, refreshToken: rotation.successor.token };
  }

  /** One conditional statement; of many at once one gets a row. */
  protected async spend({ digest, successor }: Rotation): Promise<sql.RefreshedRow | undefined> {
    const { JWT_REFRESH_EXPIRY, REFRESH_RATE_LIMIT_MAX } = this.settings;
    const values = [digest, successor.digest, JWT_REFRESH_EXPIRY, REFRESH_RATE_LIMIT_MAX, this.policy.roles, this.policy.graceDays];
    const [row] = await this.database.run(sql.spendToken, values);
    return row;
  }

  /** The token was not ours to spend: another request was a moment ahead, or it is no good. */
  private async repeat({ digest }: Rotation, origin: Origin): Promise<sql.RefreshedRow> {
    const values = [digest, this.settings.REFRESH_RATE_LIMIT_MAX, this.policy.roles, this.policy.graceDays];
    const [row] = await this.database.run(sql.lookUpToken, values);
    if (!row) throw refused('unknown');
    if (!row.is_live) throw refused('the session has ended, or its user is not active, or has to enrol a second factor first');
    if (row.token === 'just_spent') return row;
    if (row.token === 'unspent') throw tooMany(row.seconds_to_wait);
    if (row.token === 'spent') await this.endFamily(digest, origin);
    throw refused(row.token);
  }

  private async endFamily(digest: Buffer, origin: Origin): Promise<void> {
    await this.database.transaction(async (tx) => {
      const ended = await this.database.run(endSessionsOf, [[digest], null], tx);
      const about = ended.map(({ id, user_id }) => ({ userId: user_id, sessionId: id, reason: 'a spent token came back' }));
      if (about.length > 0) await this.audit.record(tx, origin, about.map(sessionEvents['session.reuse_detected']));
    });
  }
}

function refused(reason: string) {
  return sessionProblems.invalid_refresh_token({}, { reason });
}

function tooMany(secondsToWait: number) {
  const retryAfter = Math.max(1, secondsToWait);
  return problems.too_many_requests({ retryAfter }, { retryAfterSeconds: retryAfter, reason: 'the refreshes of the session' });
}
