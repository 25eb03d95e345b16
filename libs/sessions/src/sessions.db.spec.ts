import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import { makeUser } from '@countersign/accounts/testing';
import { newId } from '@countersign/kernel';
import type { FastifyRequest } from 'fastify';
import { testOrigin, testSessions } from './testing/test-sessions';
import { EnrolmentReader } from './tokens/enrolment.reader';
import { EnrolmentTokens } from './tokens/enrolment-tokens';
import { SessionReader } from './tokens/session.reader';
import { AgentsCleanup, SessionsCleanup } from './worker/sessions.cleanup';

describe('Sessions', () => {
  let test: ConnectedTestDatabase;
  beforeAll(async () => (test = await connectTestDatabase()));
  afterAll(() => test.drop());
  const make = (variables: Record<string, string> = {}) => {
    const made = testSessions(test.database, { variables });
    const reader = new SessionReader(made.guard, test.database);
    const read = (token: string) => reader.read({ headers: { authorization: `Bearer ${token}` } } as FastifyRequest);
    return { ...made, reader, read };
  };
  const invalid = { code: 'invalid_token' };

  it('opens a session whose access token says who it is, by the row and not by the token', async () => {
    const { logIn, read } = make();
    const { accessToken, expiresIn, session, user } = await logIn();
    expect({ expiresIn, session }).toMatchObject({ expiresIn: 900, session: { aal: 1, amr: ['pwd'] } });
    const principal = await read(accessToken);
    expect(principal).toMatchObject({ userId: user.id, via: 'session', sessionId: session.id, aal: 1, amr: ['pwd'], user });
    expect(principal.authAgeSeconds).toBeGreaterThanOrEqual(0);
    expect(principal.authAgeSeconds).toBeLessThan(10);
  });

  it('raises what a step-up proved, and never lowers it', async () => {
    const { logIn, read, sessions } = make();
    const { accessToken, session } = await logIn();
    await test.dataSource.query(`update sessions set auth_time = now() - interval '1 hour' where id = $1`, [session.id]);
    expect((await read(accessToken)).authAgeSeconds).toBeGreaterThan(3599);
    const prove = (aal: 1 | 2, amr: string[]) => test.database.transaction((tx) => sessions.prove(tx, session.id, { aal, amr }));
    expect(await prove(2, ['otp', 'mfa'])).toMatchObject({ aal: 2, amr: ['mfa', 'otp', 'pwd'], acr: 'urn:countersign:acr:2fa' });
    expect((await read(accessToken)).authAgeSeconds).toBeLessThan(10);
    // A password alone is no fresh proof of two factors.
    await test.dataSource.query(`update sessions set auth_time = now() - interval '10 minutes' where id = $1`, [session.id]);
    expect(await prove(1, ['pwd'])).toMatchObject({ aal: 2 });
    expect((await read(accessToken)).authAgeSeconds).toBeGreaterThan(599);
    await test.database.transaction((tx) => sessions.weaken(tx, session.id));
    expect(await prove(1, ['pwd'])).toMatchObject({ aal: 1, amr: ['pwd'], acr: 'urn:countersign:acr:1fa' });
    expect((await read(accessToken)).authAgeSeconds).toBeLessThan(10);
  });

  it('refuses tokens at once when their session or their user ends', async () => {
    const { logIn, read, revoking } = make();
    const [first, user] = [await logIn(), (await logIn()).user];
    const principal = { ...first, userId: first.user.id, sessionId: first.session.id, via: 'session' as const };
    await expect(revoking.revokeOne({ ...principal, userId: user.id }, first.session.id, testOrigin)).rejects.toMatchObject({ code: 'not_found' });
    await read(first.accessToken);
    await revoking.revokeOne(principal, first.session.id, testOrigin);
    await expect(read(first.accessToken)).rejects.toMatchObject(invalid);
    const second = await logIn(user);
    await test.dataSource.query('update users set is_active = false where id = $1', [user.id]);
    await expect(read(second.accessToken)).rejects.toMatchObject(invalid);
  });

  it('opens an enrolment that ends with its user, whether its session was ended or not', async () => {
    const { sessions, settings } = make();
    const user = await makeUser(test.database);
    const { enrolmentToken } = await test.database.transaction((tx) => sessions.openEnrolment(tx, { user, origin: testOrigin, aal: 1, amr: ['pwd'] }));
    const reader = new EnrolmentReader(new EnrolmentTokens(settings), test.database);
    const read = () => reader.read({ headers: { authorization: `Bearer ${enrolmentToken}` } } as FastifyRequest);
    expect(await read()).toMatchObject({ userId: user.id, via: 'enrolment' });
    await test.dataSource.query('update users set is_active = false where id = $1', [user.id]);
    await expect(read()).rejects.toMatchObject(invalid);
  });

  it('ends all but the present one, and with all the trust', async () => {
    const { logIn, read, revoking, accounts, events } = make();
    const first = await logIn();
    const others = [await logIn(first.user), await logIn(first.user)];
    const principal = { userId: first.user.id, sessionId: first.session.id, via: 'session' as const, user: first.user };
    expect(await revoking.revokeAll(principal, true, testOrigin)).toBe(2);
    await read(first.accessToken);
    for (const { accessToken } of others) await expect(read(accessToken)).rejects.toMatchObject(invalid);
    expect((await accounts.facts(first.user.id))?.trustEpoch).toBe(1);
    expect(events).toMatchObject([{ type: 'session.revoked', data: { revokedCount: 2, keptCurrent: true } }]);
  });

  it('opens none for a login that a change of the account overtook', async () => {
    const { logIn, accounts, sessions } = make();
    const user = await makeUser(test.database);
    const refused = { code: 'invalid_credentials' };
    await test.database.transaction((tx) => accounts.endTrust(user.id, tx));
    await expect(logIn(user)).rejects.toMatchObject(refused);
    const fresh = (await accounts.facts(user.id))!;
    let login: Promise<unknown> = Promise.resolve();
    await test.database.transaction(async (tx) => {
      await accounts.setPassword(tx, user.id, '$argon2id$none', 'new');
      await accounts.endTrust(user.id, tx);
      login = logIn(fresh).catch((error: unknown) => error);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await sessions.endAll(tx, user.id);
    });
    expect(await login).toMatchObject(refused);
    expect(await sessions.list(user.id)).toEqual([]);
  });

  it('keeps as many as allowed and ends the one that was unused for the longest time', async () => {
    const { logIn, sessions, events } = make({ SESSION_MAX_PER_USER: '2' });
    const first = await logIn();
    const second = await logIn(first.user);
    await test.dataSource.query('update sessions set last_used_at = now() + interval \'1 second\' where id = $1', [first.session.id]);
    // What others hold at this moment shifts nothing: neither is another one pushed out, nor none.
    const third = await test.database.transaction(async (tx) => {
      await tx.query('select 1 from sessions where id = $1 for update', [first.session.id]);
      return logIn(first.user);
    });
    const left = (await sessions.list(first.user.id)).map(({ id }) => id);
    expect(new Set(left)).toEqual(new Set([first.session.id, third.session.id]));
    expect(left).not.toContain(second.session.id);
    expect(events).toMatchObject([{ type: 'session.revoked', data: { revokedCount: 1 } }]);
  });

  it('tells a browser and system that are new to the user from the first ones, however many come at once', async () => {
    const { sessions } = make();
    const user = await makeUser(test.database);
    const open = async (userAgent: string | null, deviceName?: string) =>
      (await test.database.transaction((tx) => sessions.open(tx, { user, origin: { ...testOrigin, userAgent }, aal: 1, amr: ['pwd'], deviceName }))).isNewDevice;
    expect([await open('First/1.0'), await open('First/2.0'), await open('Second/1.0', 'Mine'), await open('Second/1.0')]).toEqual([false, false, true, false]);
    const atOnce = await Promise.all(Array.from({ length: 10 }, () => open(null)));
    expect(atOnce.filter(Boolean)).toHaveLength(1);
    expect((await sessions.list(user.id)).map(({ deviceName }) => deviceName)).toEqual(expect.arrayContaining(['First', 'Second', 'Mine', 'Unnamed device']));
    await test.dataSource.query(`update known_agents set last_seen_at = now() - interval '181 days' where user_id = $1 and name = 'First'`, [user.id]);
    expect(await new AgentsCleanup(test.database).run(100)).toBe(1);
    expect(await open('First/3.0')).toBe(true);
    // The last one stays: without any, a stranger's would be the first one and not a new one.
    await test.dataSource.query(`update known_agents set last_seen_at = last_seen_at - interval '181 days' where user_id = $1`, [user.id]);
    await new AgentsCleanup(test.database).run(100);
    expect(await open('Stranger/1.0')).toBe(true);
  });

  it('writes the last use once a minute, and waits for nobody who holds the row', async () => {
    const { logIn, read } = make();
    const { accessToken, session } = await logIn();
    const query = `select xmin::text as version, extract(epoch from now() - last_used_at)::int as age from sessions where id = $1`;
    const [before] = (await test.dataSource.query(query, [session.id])) as { version: string }[];
    await read(accessToken);
    expect((await test.dataSource.query(query, [session.id]))[0]).toMatchObject({ version: before!.version });
    await test.dataSource.query(`update sessions set last_used_at = now() - interval '61 seconds' where id = $1`, [session.id]);
    await test.database.transaction(async (tx) => {
      await tx.query('select 1 from sessions where id = $1 for update', [session.id]);
      await read(accessToken);
    });
    await read(accessToken);
    expect((await test.dataSource.query(query, [session.id]))[0]).toMatchObject({ age: 0 });
  });

  it('logs out by any token of the session, and by none without a fault', async () => {
    const { logIn, logOut, refreshing, read, events } = make();
    const login = await logIn();
    const next = await refreshing.refresh(login.refreshToken, testOrigin);
    await logOut.logOut({ refreshTokens: [undefined, 'nonsense'], sessionId: null }, testOrigin);
    await logOut.logOut({ refreshTokens: [next.refreshToken], sessionId: newId() }, testOrigin);
    await expect(read(login.accessToken)).rejects.toMatchObject(invalid);
    await logOut.logOut({ refreshTokens: [next.refreshToken], sessionId: null }, testOrigin);
    expect(events).toEqual([{ type: 'user.logout', userId: login.user.id, sessionId: login.session.id }]);
  });

  it('clears what has ended, with its tokens', async () => {
    const { logIn } = make();
    const [gone, kept] = [await logIn(), await logIn()];
    const cleanup = new SessionsCleanup(test.database);
    await test.dataSource.query(`update sessions set revoked_at = now() - interval '2 days' where id = $1`, [gone.session.id]);
    expect(await cleanup.run(100)).toBe(1);
    const tokens = 'select 1 from refresh_tokens where session_id = any ($1)';
    expect(await test.dataSource.query(tokens, [[gone.session.id, kept.session.id]])).toHaveLength(1);
  });
});
