import { JwtService } from '@nestjs/jwt';
import { Accounts, AccountsSettings, SecondFactorPolicy } from '@countersign/accounts';
import { makeUser } from '@countersign/accounts/testing';
import type { AuditTrail } from '@countersign/audit';
import { settingsFor } from '@countersign/config/testing';
import type { Database } from '@countersign/database';
import { SystemClock, type Origin, type SecurityEvent } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';
import { LogOut } from '../log-out';
import { RevokeSessions } from '../revoke-sessions';
import { SessionRepository } from '../session.repository';
import { Sessions, type IssuedSession } from '../sessions';
import { SessionsSettings } from '../sessions.settings';
import { SharedSecret } from '../signing/access-keys';
import { AccessTokenGuard } from '../tokens/access-token.guard';
import { AccessTokenStrategy } from '../tokens/access-token.strategy';
import { AccessTokens } from '../tokens/access-tokens';
import { EnrolmentTokens } from '../tokens/enrolment-tokens';
import { RefreshSession } from '../tokens/refresh-session';
import { RefreshTokens } from '../tokens/refresh-tokens';

/** Variables that a process under test needs of this lib: keys that are nobody's. */
export const sessionsVariables = {
  JWT_ACCESS_SECRET: 'access '.repeat(10),
  JWT_REFRESH_SECRET: 'refresh '.repeat(9),
} as const satisfies Readonly<Record<string, string>>;

export type RefreshImplementation = new (...given: ConstructorParameters<typeof RefreshSession>) => RefreshSession;

export const testOrigin: Origin = { requestId: 'test', ipAddress: '192.0.2.1', userAgent: 'test' };

export interface TestSessions {
  readonly settings: SessionsSettings;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly refreshing: RefreshSession;
  readonly logOut: LogOut;
  readonly revoking: RevokeSessions;
  readonly guard: AccessTokenGuard;
  readonly refreshTokens: RefreshTokens;
  /** What was recorded, in order. */
  readonly events: SecurityEvent[];
  logIn(user?: UserFacts, strength?: { aal: 1 | 2; amr: readonly string[] }): Promise<IssuedSession & { user: UserFacts }>;
}

/** The lib's services on a test's database, with a trail that remembers. */
export function testSessions(
  database: Database,
  { variables = {}, refresh = RefreshSession }: { variables?: Readonly<Record<string, string>>; refresh?: RefreshImplementation } = {},
): TestSessions {
  const settings = settingsFor(SessionsSettings, { ...sessionsVariables, ...variables });
  const { audit, events } = rememberingTrail();
  const clock = new SystemClock();
  const keys = new SharedSecret(settings);
  const accounts = new Accounts(database);
  const policy = new SecondFactorPolicy(settingsFor(AccountsSettings, variables));
  const access = new AccessTokens(new JwtService({}), keys, settings, clock);
  const refreshTokens = new RefreshTokens(settings);
  const sessions = new Sessions(new SessionRepository(database), settings, access, refreshTokens, new EnrolmentTokens(settings), audit);
  return {
    ...{ settings, accounts, sessions, refreshTokens, events },
    refreshing: new refresh(database, settings, access, refreshTokens, audit, policy),
    logOut: new LogOut(database, refreshTokens, audit),
    revoking: new RevokeSessions(database, sessions, accounts, audit),
    guard: new AccessTokenGuard(new AccessTokenStrategy(keys, settings, clock)),
    async logIn(known, strength = { aal: 1, amr: ['pwd'] }) {
      const user = known ?? (await makeUser(database));
      const issued = await database.transaction((tx) => sessions.open(tx, { user, origin: testOrigin, ...strength }));
      return { ...issued, user };
    },
  };
}

function rememberingTrail() {
  const events: SecurityEvent[] = [];
  const record: AuditTrail['record'] = async (_tx, _origin, recorded) => void events.push(...[recorded].flat());
  return { events, audit: { record } as AuditTrail };
}
