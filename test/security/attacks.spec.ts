import { createHmac, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import type { Client } from '../support/client';
import { askedToLogIn, enrol, enrolApp, expectStatus, register, signIn, verify, type EnrolledPerson } from '../support/people';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { totp, wrongCodes } from '../support/totp';

let suite: Suite;
let api: Client;
let person: EnrolledPerson;
let stranger: EnrolledPerson;

beforeAll(async () => {
  suite = await sharedSuite();
  ({ api } = await suite.start('api'));
  [person, stranger] = await Promise.all([enrol(api), enrol(api)]);
}, 60_000);
afterAll(() => suite?.end());

const me = (token: string) => api.get('/auth/me', { token });

describe('tokens in the wrong place', () => {
  it('open nothing', async () => {
    const tempToken = await askedToLogIn(api, person);
    for (const token of [tempToken, person.refreshToken, '', 'x', 'a.b.c', `${person.token}.x`, randomUUID()]) {
      expectStatus(await me(token), 401, 'invalid_token');
      expectStatus(await api.get('/2fa/methods', { token }), 401, 'invalid_token');
    }
    for (const token of [person.token, person.refreshToken, tempToken.toUpperCase(), `${tempToken}x`, tempToken.slice(0, -1), randomUUID()]) {
      const reply = await verify(api, token, totp(person.secret, 1));
      expect([reply.status, ['invalid_temp_token', 'validation_failed'].includes(reply.body.code)]).toEqual([token.length > 200 ? 400 : 401, true]);
    }
    for (const token of [person.token.slice(0, 200), tempToken]) {
      expectStatus(await api.post('/auth/refresh', { refreshToken: token }), 401, 'invalid_refresh_token');
    }
  });

  it('are not read from the query, the body or a cookie', async () => {
    expectStatus(await api.get(`/auth/me?access_token=${person.token}&token=${person.token}`), 401);
    expectStatus(await api.get('/auth/me', { headers: { cookie: `accessToken=${person.token}; refreshToken=${person.refreshToken}` } }), 401);
    for (const scheme of ['Basic', 'Token', 'Bearer Bearer']) {
      expectStatus(await api.get('/auth/me', { headers: { authorization: `${scheme} ${person.token}` } }), 401);
    }
  });
});

describe('forged access tokens', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = () => JSON.parse(Buffer.from(person.token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
  const sign = (header: object, body: object, key = suite.environment.JWT_ACCESS_SECRET!, hash = 'sha256') => {
    const text = `${part(header)}.${part(body)}`;
    return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`;
  };
  const ours = { alg: 'HS256', typ: 'at+jwt' };

  it('of our own making are taken, so that the next test proves something', async () => {
    expectStatus(await me(sign(ours, claims())), 200);
  });

  it.each<[string, () => string]>([
    ['no signature', () => `${part({ ...ours, alg: 'none' })}.${part(claims())}.`],
    ['alg None', () => sign({ ...ours, alg: 'None' }, claims())],
    ['another algorithm with our key', () => sign({ ...ours, alg: 'HS512' }, claims(), undefined, 'sha512')],
    ['another key', () => sign(ours, claims(), 'x'.repeat(80))],
    ['an empty key', () => sign(ours, claims(), '')],
    ['the key of another purpose', () => sign(ours, claims(), suite.environment.JWT_REFRESH_SECRET)],
    ['a kid that is a path', () => sign({ ...ours, kid: '../../../../dev/null' }, claims())],
    ['a kid that is SQL', () => sign({ ...ours, kid: "' union select 'x" }, claims())],
    ['a jku', () => sign({ ...ours, jku: 'https://evil.example/jwks.json' }, claims())],
    ['a jwk', () => sign({ ...ours, jwk: { kty: 'oct', k: 'eA' } }, claims())],
    ['an x5u', () => sign({ ...ours, x5u: 'https://evil.example/cert' }, claims())],
    ['a crit', () => sign({ ...ours, crit: ['exp'] }, claims())],
    ['another type', () => sign({ ...ours, typ: 'JWT' }, claims())],
    ['another purpose', () => sign(ours, { ...claims(), type: 'refresh' })],
    ['another issuer', () => sign(ours, { ...claims(), iss: 'evil' })],
    ['another audience', () => sign(ours, { ...claims(), aud: 'evil' })],
    ['an expiry that is past', () => sign(ours, { ...claims(), exp: 1_700_000_000 })],
    ['no expiry', () => sign(ours, { ...claims(), exp: undefined })],
    ['an expiry as text', () => sign(ours, { ...claims(), exp: '9999999999' })],
    ['another user’s id', () => sign(ours, { ...claims(), sub: stranger.id })],
    ['another session', () => sign(ours, { ...claims(), sid: randomUUID() })],
    ['a session that is none', () => sign(ours, { ...claims(), sid: "' or 1=1 --" })],
    ['members of a prototype', () => sign(ours, { ...claims(), sub: { toString: 'x' } })],
  ])('with %s are refused', async (_what, forge) => {
    expectStatus(await me(forge()), 401, 'invalid_token');
  });

  it('gain nothing by what they say of their strength', async () => {
    const plain = await register(api);
    await suite.query(`update sessions set auth_time = now() - interval '1 hour' where user_id = $1`, [plain.id]);
    const own = JSON.parse(Buffer.from(plain.token.split('.')[1]!, 'base64url').toString()) as object;
    const strong = sign(ours, { ...own, auth_time: Math.floor(Date.now() / 1000), amr: ['mfa', 'otp', 'pwd'], acr: 'urn:countersign:acr:2fa' });
    expectStatus(await api.post('/2fa/totp/setup', {}, { token: strong }), 401, 'step_up_required');
  });
});

describe('what belongs to somebody else', () => {
  it('is not there', async () => {
    const { body } = await api.get('/auth/sessions', { token: stranger.token });
    const [{ id }] = body.data.sessions as [{ id: string }];
    const { token } = person;
    expectStatus(await api.delete(`/auth/sessions/${id}`, { token }), 404, 'not_found');
    expectStatus(await api.delete(`/2fa/methods/${stranger.methodId}`, { token }), 404, 'not_found');
    expectStatus(await api.patch(`/2fa/methods/${stranger.methodId}`, { label: 'mine' }, { token }), 404, 'not_found');
    for (const odd of [randomUUID(), 'nonsense', "1' or '1'='1", '%00', '..%2f..%2fetc']) {
      const statuses = [await api.delete(`/2fa/methods/${odd}`, { token }), await api.delete(`/auth/sessions/${odd}`, { token })].map(({ status }) => status);
      expect(statuses.every((status) => status === 404 || status === 400)).toBe(true);
    }
    expectStatus(await me(stranger.token), 200);
  });

  it('answers no challenge: not its method, not its code', async () => {
    const tempToken = await askedToLogIn(api, person);
    const code = totp(stranger.secret, 1);
    expectStatus(await verify(api, tempToken, code, { methodId: stranger.methodId }), 404, 'not_found');
    if (!wrongCodes(person.secret, 1).includes(code)) expectStatus(await verify(api, tempToken, code), 400, 'invalid_code');
    expectStatus(await api.post('/auth/step-up', { code, methodId: stranger.methodId }, { token: person.token }), 404, 'not_found');
  });

  it('confirms no setup', async () => {
    const [one, other] = [await register(api), await register(api)];
    const { secret, methodId } = (await api.post('/2fa/totp/setup', {}, { token: one.token })).body.data as { secret: string; methodId: string };
    expectStatus(await api.post('/2fa/totp/verify-setup', { code: totp(secret), methodId }, { token: other.token }), 400, 'setup_not_started');
  });
});

describe('a pending method', () => {
  it('answers nothing and is nowhere to be seen', async () => {
    const { secret, methodId } = (await api.post('/2fa/totp/setup', {}, { token: person.token })).body.data as { secret: string; methodId: string };
    const tempToken = await askedToLogIn(api, person);
    expectStatus(await verify(api, tempToken, totp(secret), { methodId }), 404, 'not_found');
    expectStatus(await api.delete(`/2fa/methods/${methodId}`, { token: person.token }), 404, 'not_found');
    expect(JSON.stringify((await api.get('/2fa/methods', { token: person.token })).body)).not.toContain(methodId);
  });

  it('does not turn two-factor authentication on', async () => {
    const plain = await register(api);
    expectStatus(await api.post('/2fa/totp/setup', {}, { token: plain.token }), 200);
    expect((await signIn(api, plain)).accessToken).toBeDefined();
  });

  it('once active is as good as the first', async () => {
    const both = await enrol(api);
    const { secret, methodId } = await enrolApp(api, both.token);
    expectStatus(await verify(api, await askedToLogIn(api, both), totp(secret, 1), { methodId }), 200);
  });
});

describe('texts that other programs would trip over', () => {
  it('come back as they are, and never in a header', async () => {
    const label = `<script>alert(1)</script>' or 1=1 -- \${7*7} {{7*7}} ‮ 🔥`.replace('‮', '');
    const path = `/2fa/methods/${person.methodId}`;
    const { body } = expectStatus(await api.patch(path, { label }, { token: person.token }), 200);
    expect(body.data.method.label).toBe(label);
    for (const odd of ['a\r\nSet-Cookie: x=1', 'a\u0007b', 'x'.repeat(65)]) {
      expectStatus(await api.patch(path, { label: odd }, { token: person.token }), 400, 'validation_failed');
    }
    const { headers } = await api.get('/auth/me%0d%0aSet-Cookie:%20x=1');
    expect(headers.getSetCookie()).toEqual([]);
  });

  it.each([
    ['a request that is no HTTP', 'NONSENSE\r\n\r\n', '400'],
    ['a header of 20 KiB', `GET /api/auth/me HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_480)}\r\n\r\n`, '431'],
    ['two lengths', 'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x', '400'],
    ['a length and chunks', 'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', '400'],
  ])('like %s are refused before anything runs', async (_what, bytes, status) => {
    const { hostname, port } = new URL(api.baseUrl);
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      socket.on('data', (data) => (text += data.toString())).on('close', () => resolve(text)).on('error', reject);
    });
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('application/problem+json');
  });
});
