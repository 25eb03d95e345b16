import { makeKey, withKey } from '../support/keys';
import { expectStatus, logIn, register, signIn, somebody } from '../support/people';
import type { ServiceProcess } from '../support/processes';
import { openSuite, type Suite } from '../support/suite';

let suite: Suite;
let plain: ServiceProcess;
let behindProxy: ServiceProcess;

beforeAll(async () => {
  suite = await openSuite({ SETUP_RATE_LIMIT_MAX: '3', REFRESH_RATE_LIMIT_MAX: '2' });
  const low = { TRUSTED_PROXIES: '127.0.0.0/8', REGISTER_RATE_LIMIT_MAX: '2', RATE_LIMIT_MAX_REQUESTS: '12', LOGIN_ACCOUNT_RATE_LIMIT_MAX: '8' };
  [plain, behindProxy] = await Promise.all([suite.start('api'), suite.start('api', low)]);
}, 60_000);
afterAll(() => suite?.end());

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

describe('log-ins', () => {
  const wrong = (person: { email: string }) => logIn(plain.api, { ...person, password: 'Wrong-Horse-7' });

  it.each([
    ['an account', () => register(plain.api)],
    ['a name that nobody has', async () => somebody()],
  ])('of %s are refused after five wrong passwords, even the right one', async (_what, make) => {
    const person = await make();
    for (let count = 0; count < 5; count += 1) expectStatus(await wrong(person), 401, 'invalid_credentials');
    const { headers, body } = expectStatus(await logIn(plain.api, person), 429, 'too_many_requests');
    expect(Number(headers.get('retry-after'))).toBe(body.retryAfter);
    expect([body.retryAfter > 880, body.retryAfter <= 900]).toEqual([true, true]);
    await suite.query(`update login_buckets set tries = array(select t - interval '15 minutes' from unnest(tries) t)`);
    expect((await wrong(person)).status).toBe(401);
  });

  it('start anew after a right password', async () => {
    const person = await register(plain.api);
    for (let count = 0; count < 4; count += 1) expectStatus(await wrong(person), 401);
    await signIn(plain.api, person);
    for (let count = 0; count < 5; count += 1) expectStatus(await wrong(person), 401);
    expectStatus(await wrong(person), 429);
  });

  it('slow an account down from anywhere without shutting its owner out', async () => {
    const person = await register(plain.api);
    const guess = (address: string, password = 'Wrong-Horse-7') =>
      behindProxy.api.post('/auth/login', { email: person.email, password }, from(address));
    for (let count = 0; count < 8; count += 1) expectStatus(await guess(`198.51.100.${count}`), 401);
    const { body } = expectStatus(await guess('198.51.100.99', person.password), 429);
    expect(body.retryAfter).toBeLessThanOrEqual(30);
    await suite.query(`update login_buckets set tries = array(select t - interval '31 seconds' from unnest(tries) t)`);
    expectStatus(await guess('198.51.100.99', person.password), 200);
  });
});

describe('limits of a user and of a session', () => {
  it('stop setup and verify-setup together, and nothing else', async () => {
    const { token } = await register(plain.api);
    expectStatus(await plain.api.post('/2fa/totp/setup', {}, { token }), 200);
    expectStatus(await plain.api.post('/2fa/totp/verify-setup', { code: '000000' }, { token }), 400);
    expectStatus(await plain.api.post('/2fa/totp/setup', {}, { token }), 200);
    const { headers } = expectStatus(await plain.api.post('/2fa/totp/verify-setup', { code: '000000' }, { token }), 429, 'too_many_requests');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(880);
    expectStatus(await plain.api.get('/2fa/methods', { token }), 200);
  });

  it('stop refreshes, and the token stays good', async () => {
    const person = await register(plain.api);
    const refresh = (refreshToken: string) => plain.api.post('/auth/refresh', { refreshToken });
    const second = (await refresh(person.refreshToken)).body.data.refreshToken;
    const third = (await refresh(second)).body.data.refreshToken;
    expectStatus(await refresh(third), 429, 'too_many_requests');
    await suite.query(`update sessions set refresh_window = refresh_window - interval '15 minutes' where user_id = $1`, [person.id]);
    expectStatus(await refresh(third), 200);
  });
});

describe('limits of an address', () => {
  it('count the client behind a trusted proxy, over all routes, and say so in headers', async () => {
    const { api } = behindProxy;
    const me = () => api.get('/auth/me', from('203.0.113.1'));
    const first = expectStatus(await me(), 401);
    expect(Object.fromEntries(['policy', 'limit', 'remaining'].map((name) => [name, first.headers.get(`ratelimit-${name}`)]))).toEqual({
      ...{ policy: '"address";q=12;w=900', limit: '12', remaining: '11' },
    });
    expect(first.headers.get('ratelimit')).toMatch(/^"address";r=11;t=\d+$/);
    for (let count = 0; count < 5; count += 1) {
      expectStatus(await me(), 401);
      expectStatus(await api.get('/no/such/route', from('203.0.113.1')), 404);
    }
    expectStatus(await me(), 401);
    const { headers, body } = expectStatus(await me(), 429, 'too_many_requests');
    expect([headers.get('ratelimit-remaining'), Number(headers.get('retry-after')), body.limit]).toEqual(['0', body.retryAfter, 12]);
    expectStatus(await api.get('/auth/me', from('203.0.113.2')), 401);
  });

  it('take the addresses of one IPv6 network for one', async () => {
    const statuses = [];
    for (let count = 0; count < 13; count += 1) statuses.push((await behindProxy.api.get('/auth/me', from(`2001:db8:0:1::${count}`))).status);
    expect(statuses).toEqual([...Array<number>(12).fill(401), 429]);
    expectStatus(await behindProxy.api.get('/auth/me', from('2001:db8:0:2::1')), 401);
  });

  it('have one of their own for registration', async () => {
    const registerFrom = (address: string) => behindProxy.api.post('/auth/register', somebody(), from(address));
    for (let count = 0; count < 2; count += 1) expectStatus(await registerFrom('192.0.2.1'), 201);
    const { headers } = expectStatus(await registerFrom('192.0.2.1'), 429);
    expect(headers.get('ratelimit-policy')).toBe('"address";q=12;w=900, "register";q=2;w=900');
    expect(headers.get('ratelimit-limit')).toBe('2');
    expectStatus(await registerFrom('192.0.2.2'), 201);
  });

  it('stand beside those of a key, whose networks are looked for behind the proxy', async () => {
    const { token } = await register(plain.api);
    const { apiKey } = await makeKey(plain.api, token, { allowedNetworks: ['198.51.100.0/24', '2001:db8:1::/48'], rateLimit: 15 });
    const use = (address: string) => behindProxy.api.get('/auth/me', withKey(apiKey, from(address).headers));
    for (const address of ['198.51.100.7', '::ffff:198.51.100.7', '2001:db8:1:2::3']) expectStatus(await use(address), 200);
    for (const address of ['198.51.101.7', '2001:db8:2::3']) expectStatus(await use(address), 401, 'invalid_token');
    const statuses = [];
    for (let count = 3; count < 17; count += 1) statuses.push((await use('198.51.100.7')).status);
    expect(statuses).toEqual([...Array<number>(12).fill(200), 429, 429]);
    const refused = [];
    for (let count = 0; count < 13; count += 1) refused.push((await use('198.51.101.9')).status);
    expect(refused).toEqual([...Array<number>(12).fill(401), 429]);
    expectStatus(await behindProxy.api.get('/auth/me', from('198.51.101.9')), 401);
  });

  it('believe nobody’s X-Forwarded-For without TRUSTED_PROXIES, and warn of it', async () => {
    const { token } = await register(plain.api);
    const { body: activity } = await plain.api.get('/auth/activity', { token, ...from('203.0.113.9') });
    expect(activity.data.events[0].ipAddress).toBe('127.0.0.1');
    const warnings = plain.logs().filter(({ msg }) => String(msg).includes('TRUSTED_PROXIES'));
    expect(warnings).toHaveLength(1);
  });
});
