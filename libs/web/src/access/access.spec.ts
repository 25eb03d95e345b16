import { KeyHeader, SampleController, SessionHeader } from '../testing/sample.controller';
import { startTestApp, type TestApp } from '../testing/start-app';

describe('the one guard', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp({
      controllers: [SampleController],
      providers: [SessionHeader, KeyHeader],
      env: { RATE_LIMIT_MAX_REQUESTS: '10000' },
    });
  });
  afterAll(() => test.close());

  async function call(path: string, headers: Record<string, string> = {}, body?: object) {
    const init = body ? { method: 'POST', body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } } : { headers };
    const response = await fetch(`${test.url}/api/sample/${path}`, init);
    const { code, ...rest } = (await response.json()) as Record<string, unknown>;
    return { status: response.status, code, challenge: response.headers.get('www-authenticate'), rest };
  }
  const session = (facts: object = {}) => ({ 'x-session': JSON.stringify(facts) });
  const key = (facts: object = {}) => ({ 'x-key': JSON.stringify(facts) });

  it('denies by default', async () => {
    expect(await call('closed')).toMatchObject({ status: 401, code: 'invalid_token', challenge: 'Bearer' });
    expect(await call('closed', { 'x-session': 'expired' })).toMatchObject({ status: 401, code: 'invalid_token' });
    expect(await call('closed', session())).toMatchObject({ status: 200, rest: { data: { userId: 'u1' } } });
  });

  it('refuses two kinds of credentials at once', async () => {
    expect(await call('closed', { ...session(), ...key() })).toMatchObject({ status: 401, code: 'invalid_token' });
  });

  it('takes keys only where a route names scopes, and only with all of them', async () => {
    expect(await call('closed', key({ scopes: ['*'] }))).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await call('scoped', key({ scopes: ['2fa:read'] }))).toMatchObject({
      status: 403,
      code: 'insufficient_scope',
      challenge: 'Bearer error="insufficient_scope", scope="2fa:read user:read"',
      rest: { scopes: ['2fa:read', 'user:read'] },
    });
    for (const scopes of [['*'], ['user:read', '2fa:read']]) expect(await call('scoped', key({ scopes }))).toMatchObject({ status: 200 });
    expect(await call('scoped', session())).toMatchObject({ status: 200 });
  });

  it('takes only keys where a route says so', async () => {
    expect(await call('keys', session())).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await call('keys', key({ scopes: [] }))).toMatchObject({ status: 200 });
  });

  it('takes an enrolment only where a route says so', async () => {
    expect(await call('closed', session({ via: 'enrolment' }))).toMatchObject({ status: 403 });
    expect(await call('enrol', session({ via: 'enrolment' }))).toMatchObject({ status: 200 });
  });

  it('lets administrators alone in where a route says so', async () => {
    expect(await call('admin', session())).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await call('admin', session({ user: { role: 'admin' } }))).toMatchObject({ status: 200 });
  });

  it('wants a recent proof, and a second factor where there is one', async () => {
    const twoFactorEnabled = { user: { twoFactorEnabled: true } };
    expect(await call('fresh', session({ authAgeSeconds: 900, aal: 1 }))).toMatchObject({ status: 200 });
    expect(await call('fresh', session({ authAgeSeconds: 10, aal: 2, ...twoFactorEnabled }))).toMatchObject({ status: 200 });
    expect(await call('fresh', session({ authAgeSeconds: 901, aal: 2 }))).toMatchObject({ status: 401, code: 'step_up_required' });
    expect(await call('fresh', session({ aal: 2 }))).toMatchObject({ status: 401 });
    const weak = await call('fresh', session({ authAgeSeconds: 10, aal: 1, ...twoFactorEnabled }));
    expect(weak).toMatchObject({ status: 401, rest: { maxAge: 900, acrValues: ['urn:countersign:acr:2fa', 'urn:countersign:acr:2fa-restricted'], methods: ['code'] } });
    expect(weak.challenge).toMatch(
      /^Bearer error="insufficient_user_authentication", .*max_age=900, acr_values="urn:countersign:acr:2fa urn:countersign:acr:2fa-restricted"$/,
    );
  });

  it('never counts a key as fresh, but for an administrator who names another user', async () => {
    const [id, other] = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-000000000002'];
    const admin = { scopes: ['*'], user: { id, role: 'admin' } };
    expect(await call('fresh-for', key({ scopes: ['*'], user: { id } }), { userId: id })).toMatchObject({ status: 401 });
    expect(await call('fresh-for', key({ scopes: ['*'] }), { userId: other })).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await call('fresh-for', key(admin), {})).toMatchObject({ status: 401, code: 'step_up_required' });
    for (const userId of [id, id.toUpperCase()]) expect(await call('fresh-for', key(admin), { userId })).toMatchObject({ status: 401 });
    expect(await call('fresh-for', key(admin), { userId: other })).toMatchObject({ status: 201 });
    expect(await call(`fresh-for?userId=${other}`, key(admin), {})).toMatchObject({ status: 201 });
  });

  it('lets a key act for the user whom the request names, and takes the name out of it', async () => {
    const admin = key({ scopes: ['*'], user: { id: 'admin', role: 'admin' } });
    const context = { ipAddress: '2001:db8::1', userAgent: 'Browser' };
    const { rest } = await call('fresh-for', admin, { userId: 'ext:jo@example.org', note: 'n', context });
    expect(rest.data).toEqual({ userId: 'ext:jo@example.org', note: 'n', keyId: 'k1', claimed: context });
    expect((await call('on-behalf?userId=ext:7&cursor=c', admin)).rest.data).toEqual({ userId: 'ext:7', query: { cursor: 'c' } });
    expect((await call('on-behalf', admin)).rest.data).toEqual({ userId: 'admin', query: {} });
    expect(await call('on-behalf?userId=ext:7', key({ scopes: ['*'] }))).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await call('on-behalf?userId=ext:7', session())).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await call('on-behalf?userId=u1', session())).toMatchObject({ status: 400, code: 'validation_failed' });
    expect(await call('fresh-for', session({ authAgeSeconds: 1, aal: 1 }), { userId: 'ext:7' })).toMatchObject({ status: 400 });
  });

  it.each([
    ['ext:', undefined],
    ['ext:two words', undefined],
    ['nobody', undefined],
    [7, undefined],
    [null, undefined],
    [['ext:7'], undefined],
    ['ext:7', { ipAddress: 'elsewhere' }],
    ['ext:7', { port: 1 }],
    ['ext:7', 'Browser'],
  ])('refuses userId %j with context %j', async (userId, context) => {
    const admin = key({ scopes: ['*'], user: { id: 'admin', role: 'admin' } });
    expect(await call('fresh-for', admin, { userId, context })).toMatchObject({ status: 400, code: 'validation_failed' });
  });

  it('looks at keys on a public route that names scopes, and at nothing else', async () => {
    expect((await call('open-to-keys', {}, {})).rest.data).toEqual({});
    expect((await call('open-to-keys', { 'x-session': 'expired' }, {})).rest.data).toEqual({});
    expect((await call('open-to-keys', key({ scopes: ['2fa:verify'] }), {})).rest.data).toEqual({ via: 'key' });
    expect(await call('open-to-keys', key({ scopes: ['2fa:read'] }), {})).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect(await call('open-to-keys', { 'x-key': 'expired' }, {})).toMatchObject({ status: 401 });
    expect(await call('open-to-keys', { ...key(), ...session() }, {})).toMatchObject({ status: 401 });
  });
});
