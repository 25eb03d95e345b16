import type { Client, Reply } from '../support/client';
import { expectStatus, register, signIn } from '../support/people';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';

let suite: Suite;
let api: Client;

beforeAll(async () => {
  suite = await sharedSuite();
  ({ api } = await suite.start('api'));
}, 60_000);
afterAll(() => suite?.end());

const refresh = (refreshToken: string) => api.post('/auth/refresh', { refreshToken });
const cookieIn = ({ headers }: Reply) => /refreshToken=([^;]*)/.exec(headers.getSetCookie()[0] ?? '')?.[1];
const byCookie = (token: string, more: Record<string, string> = {}) => ({ headers: { cookie: `refreshToken=${token}`, ...more } });
/** Lets the grace for a repeated token pass. */
const passGrace = (id: string) =>
  suite.query(
    `update refresh_tokens t set spent_at = spent_at - interval '11 seconds'
     from sessions s where s.id = t.session_id and s.user_id = $1 and spent_at is not null`,
    [id],
  );

describe('refresh', () => {
  it('spends the token of the body and gives the next one in the body', async () => {
    const person = await register(api);
    const { headers, body } = expectStatus(await refresh(person.refreshToken), 200);
    const { accessToken, refreshToken, ...rest } = body.data;
    expect([Object.keys(body).sort(), rest]).toEqual([['data', 'success'], { tokenType: 'Bearer', expiresIn: 900 }]);
    expect(refreshToken).toMatch(/^rt_[\w-]{43}$/);
    expect(refreshToken).not.toBe(person.refreshToken);
    expect([headers.getSetCookie(), headers.get('cache-control')]).toEqual([[], 'no-store']);
    expectStatus(await api.get('/auth/me', { token: accessToken }), 200);
    expectStatus(await refresh(refreshToken), 200);
  });

  it('spends the token of the cookie and gives the next one in the cookie', async () => {
    const { refreshToken } = await register(api);
    const reply = expectStatus(await api.post('/auth/refresh', undefined, byCookie(refreshToken)), 200);
    expect(reply.body.data.refreshToken).toBeUndefined();
    expectStatus(await api.post('/auth/refresh', undefined, byCookie(cookieIn(reply)!)), 200);
  });

  it('answers the same successor to the same token within 10 seconds', async () => {
    const { refreshToken } = await register(api);
    const [first, second] = [await refresh(refreshToken), await refresh(refreshToken)];
    expect(second.body.data.refreshToken).toBe(first.body.data.refreshToken);
    const third = expectStatus(await refresh(first.body.data.refreshToken), 200);
    expect(third.body.data.refreshToken).not.toBe(first.body.data.refreshToken);
  });

  it('takes a later repeat for a theft and ends the session with all its tokens', async () => {
    const person = await register(api);
    const other = await signIn(api, person);
    const { body } = await refresh(person.refreshToken);
    await passGrace(person.id);
    expectStatus(await refresh(person.refreshToken), 401, 'invalid_refresh_token');
    expectStatus(await refresh(body.data.refreshToken), 401, 'invalid_refresh_token');
    for (const token of [person.token, body.data.accessToken]) expectStatus(await api.get('/auth/me', { token }), 401, 'invalid_token');
    const { body: activity } = await api.get('/auth/activity', { token: other.accessToken });
    expect(activity.data.events[0]).toMatchObject({ type: 'session.reuse_detected' });
  });

  it.each(['', 'rt_short', 'tt_' + 'a'.repeat(43), 'rt_' + 'a'.repeat(43), 'x'.repeat(200)])('refuses %s', async (token) => {
    expectStatus(await refresh(token), 401, 'invalid_refresh_token');
  });

  it('refuses a call without a token, one with two, and one after the end', async () => {
    const person = await register(api);
    expectStatus(await api.post('/auth/refresh'), 401, 'invalid_refresh_token');
    const another = (await signIn(api, person)).refreshToken;
    const both = await api.post('/auth/refresh', { refreshToken: another }, byCookie(person.refreshToken));
    expectStatus(both, 401, 'invalid_refresh_token');
    await suite.query(`update sessions set idle_expires_at = now() where user_id = $1`, [person.id]);
    expectStatus(await refresh(person.refreshToken), 401, 'invalid_refresh_token');
    expectStatus(await api.get('/auth/me', { token: person.token }), 401, 'invalid_token');
  });
});

describe('log-out', () => {
  const isOver = async (token: string, refreshToken: string) => {
    expectStatus(await api.get('/auth/me', { token }), 401, 'invalid_token');
    expectStatus(await refresh(refreshToken), 401, 'invalid_refresh_token');
  };

  it('ends the session of the cookie and takes the cookie back', async () => {
    const { token, refreshToken } = await register(api);
    const reply = expectStatus(await api.post('/auth/logout', undefined, byCookie(refreshToken)), 200);
    expect(reply.body).toEqual({ success: true, message: 'Logged out.' });
    expect(reply.headers.getSetCookie()[0]).toMatch(/^refreshToken=; Max-Age=0; Path=\/api\/auth;/);
    await isOver(token, refreshToken);
  });

  it('ends the session of the body, and that of the bearer', async () => {
    const first = await register(api);
    expectStatus(await api.post('/auth/logout', { refreshToken: first.refreshToken }), 200);
    await isOver(first.token, first.refreshToken);
    const second = await register(api);
    expectStatus(await api.post('/auth/logout', undefined, { token: second.token }), 200);
    await isOver(second.token, second.refreshToken);
  });

  it('is 200 for whoever is logged out already', async () => {
    const { token } = await register(api);
    for (const call of [{}, { token }, { token }, { token: 'a.b.c' }, byCookie('rt_nonsense')]) {
      expectStatus(await api.post('/auth/logout', undefined, call), 200);
    }
  });
});

describe('the list of sessions', () => {
  it('shows each with where it came from, and which one asks', async () => {
    const person = await register(api);
    const agent = { headers: { 'user-agent': 'Browser/1.0', 'x-token-delivery': 'body' } };
    const login = await api.post('/auth/login', { email: person.email, password: person.password }, agent);
    const { body } = expectStatus(await api.get('/auth/sessions', { token: login.body.data.accessToken }), 200);
    const time = expect.stringMatching(/Z$/);
    const [newest, oldest] = body.data.sessions as { id: string }[];
    expect(newest).toEqual({
      ...{ id: expect.any(String), current: true, ipAddress: '127.0.0.1', userAgent: 'Browser/1.0', deviceName: 'Browser' },
      ...{ createdAt: time, lastUsedAt: time, expiresAt: time, amr: ['pwd'] },
    });
    expect(oldest).toMatchObject({ current: false });
  });

  it('ends one, here and now; not somebody else’s', async () => {
    const person = await register(api);
    const [other, stranger] = [await signIn(api, person), await register(api)];
    const { body } = await api.get('/auth/sessions', { token: other.accessToken });
    const ids = Object.fromEntries((body.data.sessions as { id: string; current: boolean }[]).map(({ id, current }) => [String(current), id]));
    expectStatus(await api.delete(`/auth/sessions/${ids.false}`, { token: stranger.token }), 404, 'not_found');
    expectStatus(await api.get('/auth/me', { token: person.token }), 200);
    expectStatus(await api.delete(`/auth/sessions/${ids.false}`, { token: other.accessToken }), 200);
    expectStatus(await api.get('/auth/me', { token: person.token }), 401);
    expectStatus(await api.delete(`/auth/sessions/${ids.false}`, { token: other.accessToken }), 404, 'not_found');
    expectStatus(await api.delete('/auth/sessions/nonsense', { token: other.accessToken }), 404, 'not_found');
    const own = expectStatus(await api.delete(`/auth/sessions/${ids.true}`, { token: other.accessToken }), 200);
    expect(own.headers.getSetCookie()[0]).toContain('Max-Age=0');
    expectStatus(await api.get('/auth/me', { token: other.accessToken }), 401);
  });

  it.each([
    [{ keepCurrent: true }, 2, 200],
    [{ keepCurrent: false }, 3, 401],
    [undefined, 3, 401],
  ])('is cut by revoke-sessions with %j', async (input, revokedCount, after) => {
    const person = await register(api);
    const others = [await signIn(api, person), await signIn(api, person)];
    const { body } = expectStatus(await api.post('/auth/revoke-sessions', input, { token: person.token }), 200);
    expect(body).toEqual({ success: true, data: { revokedCount } });
    for (const { accessToken } of others) expectStatus(await api.get('/auth/me', { token: accessToken }), 401);
    expect((await api.get('/auth/me', { token: person.token })).status).toBe(after);
  });
});

describe('calls that carry the cookie', () => {
  it.each([
    ['cross-site by the browser’s word', { 'sec-fetch-site': 'cross-site' }, 403],
    ['from an unknown origin', { origin: 'https://evil.example' }, 403],
    ['from an opaque origin', { origin: 'null' }, 403],
    ['from a loopback origin in development', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }, 200],
    ['from our own origin', { origin: 'OWN', 'sec-fetch-site': 'same-origin' }, 200],
    ['without either header', {}, 200],
  ])('%s', async (_case, headers: Record<string, string>, status) => {
    const { refreshToken } = await register(api);
    const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value === 'OWN' ? new URL(api.baseUrl).origin : value]));
    for (const path of ['/auth/refresh', '/auth/logout']) {
      const reply = await api.post(path, undefined, byCookie(refreshToken, sent));
      expect(reply).toMatchObject({ status });
      if (status === 403) expect(reply.body.code).toBe('forbidden');
    }
  });

  it('are no one’s business where no cookie comes', async () => {
    const { refreshToken } = await register(api);
    expectStatus(await api.post('/auth/refresh', { refreshToken }, { headers: { origin: 'https://evil.example' } }), 200);
  });
});
