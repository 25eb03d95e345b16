import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Accounts } from '@countersign/accounts';
import { makeUser } from '@countersign/accounts/testing';
import { ConfigModule } from '@countersign/config';
import { CryptoModule } from '@countersign/crypto';
import { cryptoVariables } from '@countersign/crypto/testing';
import { Database, DatabaseModule } from '@countersign/database';
import { createTestDatabase, type TestDatabase } from '@countersign/database/testing';
import { createHttpApp, WebModule } from '@countersign/web';
import { Sessions } from '../sessions';
import { sessionsVariables, testOrigin } from '../testing/test-sessions';
import { SessionsHttpModule } from './sessions-http.module';

const ORIGIN = 'https://app.example.org';

describe('the routes of sessions', () => {
  let database: TestDatabase;
  let app: NestFastifyApplication;
  let url: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    const web = { NODE_ENV: 'test', CORS_ORIGINS: ORIGIN, RATE_LIMIT_MAX_REQUESTS: '10000', REDIS_ENABLED: 'false', LOG_LEVEL: 'fatal' };
    Object.assign(process.env, { DATABASE_URL: database.url, ...cryptoVariables, ...sessionsVariables, ...web });
    class SpecModule {}
    const imports = [ConfigModule.forRoot(), WebModule, CryptoModule, DatabaseModule, SessionsHttpModule];
    app = await createHttpApp({ module: SpecModule, imports });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app?.close();
    await database.drop();
  });

  const logIn = async (username?: string) => {
    const [sessions, db] = [app.get(Sessions, { strict: false }), app.get(Database, { strict: false })];
    const known = username && (await app.get(Accounts, { strict: false }).findForLogin(username, 'username')).user;
    const user = known || (await makeUser(db, username));
    return db.transaction((tx) => sessions.open(tx, { user, origin: testOrigin, aal: 1, amr: ['pwd'] }));
  };
  const call = async (method: string, path: string, headers: Record<string, string>, body?: object) => {
    const type: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
    const answer = await fetch(`${url}/api/auth${path}`, {
      method,
      headers: { ...type, ...headers },
      body: body && JSON.stringify(body),
    });
    const json = (await answer.json()) as { code?: string; data?: Record<string, unknown> };
    return { status: answer.status, ...json, cookie: answer.headers.get('set-cookie'), headers: answer.headers };
  };
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const cookie = (token: string) => ({ cookie: `refreshToken=${token}` });

  it('shows the user of the session, and nobody without one', async () => {
    const { accessToken, refreshToken } = await logIn('ada-me');
    const me = await call('GET', '/me', bearer(accessToken));
    expect(me).toMatchObject({ status: 200, success: true });
    const members = ['id', 'email', 'username', 'emailVerified', 'twoFactorEnabled', 'role', 'isActive', 'createdAt', 'updatedAt'];
    expect(Object.keys(me.data!.user as object).sort()).toEqual([...members].sort());
    expect(me.headers.get('cache-control')).toBe('no-store');
    for (const token of [refreshToken, `tt_${'a'.repeat(43)}`, `${accessToken}x`, 'x']) {
      const refused = await call('GET', '/me', bearer(token));
      expect(refused).toMatchObject({ status: 401, code: 'invalid_token' });
      expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
  });

  it('refreshes by cookie and gives the new token back in one', async () => {
    const { refreshToken } = await logIn();
    const answer = await call('POST', '/refresh', cookie(refreshToken));
    expect(answer).toMatchObject({ status: 200, data: { tokenType: 'Bearer', expiresIn: 900 } });
    expect(Object.keys(answer.data!).sort()).toEqual(['accessToken', 'expiresIn', 'tokenType']);
    const attributes = ['Max-Age=604800', 'Path=/api/auth', 'HttpOnly', 'Secure', 'SameSite=Strict'];
    expect(answer.cookie!.split('; ').slice(1)).toEqual(expect.arrayContaining(attributes));
    expect(answer.cookie).toMatch(/^refreshToken=rt_[\w-]{43};/);
    await call('GET', '/me', bearer(answer.data!.accessToken as string)).then(({ status }) => expect(status).toBe(200));
  });

  it('refreshes by body and gives the new token back in it', async () => {
    const { refreshToken } = await logIn();
    const answer = await call('POST', '/refresh', {}, { refreshToken });
    expect(answer).toMatchObject({ status: 200, cookie: null, data: { refreshToken: expect.stringMatching(/^rt_/) } });
  });

  it('refuses no token, a strange one and two that differ', async () => {
    const [one, other] = [await logIn(), await logIn()];
    const invalid = { status: 401, code: 'invalid_refresh_token' };
    expect(await call('POST', '/refresh', {})).toMatchObject(invalid);
    expect(await call('POST', '/refresh', {}, { refreshToken: one.accessToken.slice(0, 90) })).toMatchObject(invalid);
    expect(await call('POST', '/refresh', cookie(one.refreshToken), { refreshToken: other.refreshToken })).toMatchObject(invalid);
    expect(await call('POST', '/refresh', {}, { refreshToken: 7 })).toMatchObject({ status: 400, code: 'validation_failed' });
    expect(await call('POST', '/refresh', {}, { token: 'x' })).toMatchObject({ status: 400, code: 'validation_failed' });
  });

  it('refuses the cookie from other sites, and takes it from our own, from CORS_ORIGINS and without a browser', async () => {
    const refresh = async (headers: Record<string, string>) => {
      const { refreshToken } = await logIn();
      return (await call('POST', '/refresh', { ...cookie(refreshToken), ...headers })).status;
    };
    expect(await refresh({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await refresh({ 'sec-fetch-site': 'cross-site', origin: ORIGIN })).toBe(403);
    expect(await refresh({ origin: 'https://evil.example' })).toBe(403);
    expect(await refresh({ origin: 'null' })).toBe(403);
    expect(await refresh({ 'sec-fetch-site': 'same-site', origin: ORIGIN })).toBe(200);
    expect(await refresh({ 'sec-fetch-site': 'same-origin', origin: url })).toBe(200);
    const { refreshToken } = await logIn();
    expect((await call('POST', '/logout', { ...cookie(refreshToken), origin: 'https://evil.example' })).status).toBe(403);
    expect((await call('POST', '/refresh', { origin: 'https://evil.example' }, { refreshToken })).status).toBe(200);
  });

  it('logs out by cookie, body or bearer, and always answers 200', async () => {
    const ways = [
      ({ refreshToken }: { refreshToken: string }) => call('POST', '/logout', cookie(refreshToken)),
      ({ refreshToken }: { refreshToken: string }) => call('POST', '/logout', {}, { refreshToken }),
      ({ accessToken }: { accessToken: string }) => call('POST', '/logout', bearer(accessToken)),
    ];
    for (const way of ways) {
      const login = await logIn();
      expect((await way(login)).status).toBe(200);
      expect((await call('GET', '/me', bearer(login.accessToken))).status).toBe(401);
      const again = await way(login);
      expect(again).toMatchObject({ status: 200, success: true });
      expect(again.cookie).toContain('Max-Age=0');
    }
    expect((await call('POST', '/logout', {})).status).toBe(200);
  });

  it('lists the sessions of the user and ends one of them, never another’s', async () => {
    const [mine, other] = [await logIn('ada-list'), await logIn('ada-list')];
    const stranger = await logIn();
    const { data } = await call('GET', '/sessions', bearer(mine.accessToken));
    const listed = data!.sessions as { id: string; current: boolean }[];
    expect(listed.map(({ id, current }) => ({ id, current }))).toEqual(
      expect.arrayContaining([
        { id: mine.session.id, current: true },
        { id: other.session.id, current: false },
      ]),
    );
    const members = ['id', 'current', 'ipAddress', 'userAgent', 'deviceName', 'createdAt', 'lastUsedAt', 'expiresAt', 'amr'];
    expect(Object.keys(listed[0]!).sort()).toEqual([...members].sort());
    for (const id of [stranger.session.id, 'nonsense']) {
      expect(await call('DELETE', `/sessions/${id}`, bearer(mine.accessToken))).toMatchObject({ status: 404, code: 'not_found' });
    }
    expect((await call('DELETE', `/sessions/${other.session.id}`, bearer(mine.accessToken))).status).toBe(200);
    expect((await call('GET', '/me', bearer(other.accessToken))).status).toBe(401);
    expect((await call('GET', '/me', bearer(stranger.accessToken))).status).toBe(200);
  });

  it('ends all sessions, the present one unless it is to be kept', async () => {
    const [first, second] = [await logIn('ada-all'), await logIn('ada-all')];
    const kept = await call('POST', '/revoke-sessions', bearer(first.accessToken), { keepCurrent: true });
    expect(kept).toMatchObject({ status: 200, data: { revokedCount: 1 }, cookie: null });
    expect((await call('GET', '/me', bearer(second.accessToken))).status).toBe(401);
    expect(await call('POST', '/revoke-sessions', bearer(first.accessToken))).toMatchObject({ data: { revokedCount: 1 } });
    expect((await call('GET', '/me', bearer(first.accessToken))).status).toBe(401);
    expect((await call('POST', '/refresh', cookie(first.refreshToken))).status).toBe(401);
  });
});
