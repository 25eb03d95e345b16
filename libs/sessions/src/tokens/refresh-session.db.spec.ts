import { type ConnectedTestDatabase, connectTestDatabase, Rendezvous, warmPool } from '@countersign/database/testing';
import { statement } from '@countersign/database';
import { testOrigin, testSessions, type RefreshImplementation } from '../testing/test-sessions';
import { RefreshSession } from './refresh-session';
import type { RefreshedRow } from './refresh.statements';
import { lookUpToken } from './refresh.statements';

const AT_ONCE = 50;
const spendNaively = statement('spec_spend', 'update refresh_tokens set spent_at = now() where digest = $1');
const insertNaively = statement(
  'spec_insert',
  `insert into refresh_tokens (digest, session_id, expires_at) select $2, session_id, expires_at from refresh_tokens where digest = $1`,
);
const saveNaively = statement('spec_save', 'update sessions set last_used_at = now(), revoked_at = null where id = $1');

/** The naive form: look whether the token is unspent, then spend it and add a token of its own. */
class NaiveRefresh extends RefreshSession {
  protected readonly rendezvous = new Rendezvous(AT_ONCE);
  #count = 0;

  protected override async spend({ digest }: { digest: Buffer }): Promise<RefreshedRow | undefined> {
    const [row] = await this.database.run(lookUpToken, [digest, 1000, [], 0]);
    await this.rendezvous.meet();
    if (row?.token !== 'unspent' || !row.is_live) return undefined;
    await this.database.run(spendNaively, [digest]);
    await this.database.run(insertNaively, [digest, Buffer.from(`successor ${(this.#count += 1)}`)]);
    return row;
  }
}

/** The naive form of an object mapper: read the session, then save it as it was read. */
class SavingRefresh extends RefreshSession {
  static whenRevoked: Promise<void>;

  protected override async spend(rotation: { token: string; digest: Buffer; successor: { token: string; digest: Buffer } }) {
    const [row] = await this.database.run(lookUpToken, [rotation.digest, 1000, [], 0]);
    await SavingRefresh.whenRevoked;
    if (row?.is_live) await this.database.run(saveNaively, [row.s_id]);
    return super.spend(rotation);
  }
}

describe('RefreshSession', () => {
  let test: ConnectedTestDatabase;
  beforeAll(async () => {
    test = await connectTestDatabase();
    await warmPool(test.database);
  });
  afterAll(() => test.drop());

  const tokensOf = async (sessionId: string) => {
    const query = 'select count(*)::int as all, count(*) filter (where spent_at is null)::int as unspent from refresh_tokens where session_id = $1';
    const [row] = (await test.dataSource.query(query, [sessionId])) as { all: number; unspent: number }[];
    return row!;
  };
  const passSinceSpent = (seconds: number) =>
    test.dataSource.query('update refresh_tokens set spent_at = spent_at - make_interval(secs => $1)', [seconds]);

  const refreshAtOnce = async (refresh: RefreshImplementation) => {
    const { refreshing, logIn } = testSessions(test.database, { refresh });
    const { refreshToken, session } = await logIn();
    const all = await Promise.all(Array.from({ length: AT_ONCE }, () => refreshing.refresh(refreshToken, testOrigin)));
    return { successors: new Set(all.map((one) => one.refreshToken)).size, ...(await tokensOf(session.id)) };
  };

  it('makes one successor of 50 refreshes with one token', async () => {
    expect(await refreshAtOnce(RefreshSession)).toEqual({ successors: 1, all: 2, unspent: 1 });
  });

  it('is told from the naive form by that', async () => {
    expect(await refreshAtOnce(NaiveRefresh)).toMatchObject({ all: 1 + AT_ONCE, unspent: AT_ONCE });
  });

  it('gives the same successor again within 10 seconds; later the family ends, and that is recorded once', async () => {
    const { refreshing, logIn, events } = testSessions(test.database);
    const { refreshToken, session, user } = await logIn();
    const first = await refreshing.refresh(refreshToken, testOrigin);
    await passSinceSpent(9);
    expect((await refreshing.refresh(refreshToken, testOrigin)).refreshToken).toBe(first.refreshToken);
    await passSinceSpent(2);
    const invalid = { code: 'invalid_refresh_token' };
    await expect(refreshing.refresh(refreshToken, testOrigin)).rejects.toMatchObject(invalid);
    await expect(refreshing.refresh(first.refreshToken, testOrigin)).rejects.toMatchObject(invalid);
    await expect(refreshing.refresh(refreshToken, testOrigin)).rejects.toMatchObject(invalid);
    expect(events).toEqual([expect.objectContaining({ type: 'session.reuse_detected', userId: user.id, sessionId: session.id })]);
  });

  const survivorsOfRevoke = async (refresh: RefreshImplementation): Promise<number> => {
    const { refreshing, logIn, revoking, sessions } = testSessions(test.database, { refresh });
    let survivors = 0;
    for (let round = 0; round < 10; round += 1) {
      const { refreshToken, session, user } = await logIn();
      const principal = { userId: user.id, sessionId: session.id, via: 'session' as const, user };
      let tell: () => void = () => undefined;
      SavingRefresh.whenRevoked = new Promise((resolve) => (tell = resolve));
      const racing = Array.from({ length: 5 }, () => refreshing.refresh(refreshToken, testOrigin).catch(() => null));
      await revoking.revokeAll(principal, false, testOrigin);
      tell();
      const won = (await Promise.all(racing)).flatMap((one) => one ?? []);
      const tries = [refreshToken, ...won.map((one) => one.refreshToken)].map((token) => refreshing.refresh(token, testOrigin));
      survivors += (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled').length;
      survivors += (await sessions.list(user.id)).length;
    }
    return survivors;
  };

  it('lets nothing survive a revoke, whichever comes first', async () => expect(await survivorsOfRevoke(RefreshSession)).toBe(0));
  it('is told by that from saving the row as it was read', async () =>
    expect(await survivorsOfRevoke(SavingRefresh)).toBeGreaterThan(9));

  it('takes neither unknown nor expired tokens, nor those of a disabled user', async () => {
    const { refreshing, logIn, refreshTokens } = testSessions(test.database);
    const invalid = { code: 'invalid_refresh_token' };
    for (const token of [undefined, '', 'rt_x', 7, refreshTokens.issue().token]) {
      await expect(refreshing.refresh(token, testOrigin)).rejects.toMatchObject(invalid);
    }
    const idle = await logIn();
    await test.dataSource.query('update refresh_tokens set expires_at = now() where session_id = $1', [idle.session.id]);
    await expect(refreshing.refresh(idle.refreshToken, testOrigin)).rejects.toMatchObject(invalid);
    const disabled = await logIn();
    await test.dataSource.query('update users set is_active = false where id = $1', [disabled.user.id]);
    await expect(refreshing.refresh(disabled.refreshToken, testOrigin)).rejects.toMatchObject(invalid);
  });

  it('refreshes no session past the grace of who has to have a second factor and has none', async () => {
    const variables = { REQUIRE_2FA: 'admins', REQUIRE_2FA_GRACE_DAYS: '7' };
    const { refreshing, logIn, accounts } = testSessions(test.database, { variables });
    const [asked, other, unasked] = [await logIn(), await logIn(), await logIn()];
    const change = (change: string, { user }: typeof asked) => test.dataSource.query(`update users set ${change} where id = $1`, [user.id]);
    for (const one of [asked, unasked]) await change(`role = 'admin'`, one);
    for (const { user } of [asked, other]) await test.database.transaction((tx) => accounts.askToEnrol(tx, user.id, 7));
    const pass = (span: string) => test.dataSource.query(`update users set enrolment_asked_at = now() - $1::interval`, [span]);
    await pass('7 days -1 minute');
    const { refreshToken: last } = await refreshing.refresh(asked.refreshToken, testOrigin);
    await pass('7 days');
    const invalid = { code: 'invalid_refresh_token' };
    for (const token of [last, asked.refreshToken]) await expect(refreshing.refresh(token, testOrigin)).rejects.toMatchObject(invalid);
    await change('enrolment_asked_at = null', unasked);
    for (const { refreshToken } of [other, unasked]) await refreshing.refresh(refreshToken, testOrigin);
    // The token was not spent: enrolled elsewhere, the session goes on.
    await change('two_factor_enabled = true', asked);
    await refreshing.refresh(last, testOrigin);
  });

  it('limits refreshes, keeps the token good and says for how long', async () => {
    const { refreshing, logIn } = testSessions(test.database, { variables: { REFRESH_RATE_LIMIT_MAX: '2' } });
    const { refreshToken, session } = await logIn();
    const second = await refreshing.refresh(refreshToken, testOrigin);
    const third = await refreshing.refresh(second.refreshToken, testOrigin);
    await test.dataSource.query(`update sessions set refresh_window = now() - interval '880.5 seconds' where id = $1`, [session.id]);
    const refused = { code: 'too_many_requests', retryAfterSeconds: 20 };
    await expect(refreshing.refresh(third.refreshToken, testOrigin)).rejects.toMatchObject(refused);
    await test.dataSource.query(`update sessions set refresh_window = now() - interval '901 seconds' where id = $1`, [session.id]);
    await refreshing.refresh(third.refreshToken, testOrigin);
  });
});
