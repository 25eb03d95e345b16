import { KeyHeader, SampleController, SessionHeader } from '../testing/sample.controller';
import { startTestApp, type TestApp } from '../testing/start-app';

describe('limits by client address', () => {
  let test: TestApp;
  beforeEach(async () => {
    const env = { RATE_LIMIT_MAX_REQUESTS: '6', REGISTER_RATE_LIMIT_MAX: '2', TRUSTED_PROXIES: '127.0.0.1' };
    test = await startTestApp({ controllers: [SampleController], env });
  });
  afterEach(() => test.close());

  const call = (path: string, from = '203.0.113.7', method = 'GET') =>
    fetch(`${test.url}${path}`, { method, headers: { 'x-forwarded-for': from } });

  it('counts all routes together and says so in both forms of headers', async () => {
    await call('/api/sample/page');
    const { headers } = await call('/api/sample/items/1');
    expect(headers.get('ratelimit-policy')).toBe('"address";q=6;w=900');
    expect(headers.get('ratelimit')).toBe('"address";r=4;t=900');
    expect(['limit', 'remaining', 'reset'].map((name) => headers.get(`ratelimit-${name}`))).toEqual(['6', '4', '900']);
  });

  it('answers 429 with Retry-After past the limit, for unknown and closed routes too', async () => {
    for (let count = 0; count < 6; count += 1) await call(count % 2 ? '/api/nowhere' : '/api/sample/closed');
    const refused = await call('/api/sample/page');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(890);
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect(await refused.json()).toMatchObject({ code: 'too_many_requests', limit: 6, retryAfter: expect.any(Number) });
    expect((await call('/api/sample/page', '203.0.113.8')).status).toBe(200);
  });

  it('never limits health and the like', async () => {
    for (let count = 0; count < 20; count += 1) {
      const paths = ['/health/live', '/api/health/ready', '/.well-known/x', '/dev/x', '/docs/x'];
      for (const path of paths) expect((await call(path)).status).not.toBe(429);
    }
    for (const path of ['/healthy', '/problems/not-found']) expect((await call(path)).headers.get('ratelimit-limit')).toBe('6');
  });

  it('gives a route its own bucket beside the general one', async () => {
    const first = await call('/api/sample/limited', undefined, 'POST');
    expect(first.headers.get('ratelimit-policy')).toBe('"address";q=6;w=900, "register";q=2;w=900');
    expect(first.headers.get('ratelimit-limit')).toBe('2');
    await call('/api/sample/limited', undefined, 'POST');
    expect((await call('/api/sample/limited', undefined, 'POST')).status).toBe(429);
    expect((await call('/api/sample/page')).status).toBe(200);
  });

  it('counts IPv6 by /64 and mapped IPv4 as IPv4', async () => {
    await call('/api/sample/page', '2001:db8::1');
    expect((await call('/api/sample/page', '2001:db8::ffff:2')).headers.get('ratelimit-remaining')).toBe('4');
    expect((await call('/api/sample/page', '2001:db8:0:1::1')).headers.get('ratelimit-remaining')).toBe('5');
    await call('/api/sample/page', '198.51.100.9');
    expect((await call('/api/sample/page', '::ffff:198.51.100.9')).headers.get('ratelimit-remaining')).toBe('4');
  });

  it('gives handlers the address that it counts: whole, v4-mapped folded, never what is no address', async () => {
    const origin = async (from: string) => {
      const { data } = (await (await call('/api/sample/items/1', from)).json()) as { data: { origin: { ipAddress: string } } };
      return data.origin.ipAddress;
    };
    expect(await origin('::ffff:198.51.100.9')).toBe('198.51.100.9');
    expect(await origin('2001:db8:0:0::7')).toBe('2001:db8::7');
    expect(await origin('203.0.113.7:51234')).toBe('127.0.0.1');
  });

  it('counts 30 requests at once exactly', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => call('/api/sample/page')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(6);
  });
});

describe('limits and credentials that have their own', () => {
  let test: TestApp;
  beforeEach(async () => {
    const env = { RATE_LIMIT_MAX_REQUESTS: '3' };
    test = await startTestApp({ controllers: [SampleController], providers: [SessionHeader, KeyHeader], env });
  });
  afterEach(() => test.close());

  const good = JSON.stringify({ scopes: ['*'] });
  const call = (path: string, key = good) => fetch(`${test.url}/api/sample/${path}`, { headers: { 'x-key': key } });
  const statuses = async (count: number, send: () => Promise<Response>) => {
    const all: number[] = [];
    for (let sent = 0; sent < count; sent += 1) all.push((await send()).status);
    return all;
  };

  it('leave accepted ones to their own, whatever else comes from the address', async () => {
    expect(await statuses(5, () => call('page'))).toEqual([200, 200, 200, 429, 429]);
    expect(await statuses(8, () => call('scoped'))).toEqual(Array(8).fill(200));
    const { headers } = await call('scoped');
    expect(headers.get('ratelimit-policy')).toBe('"key";q=1000;w=3600');
    const lacking = JSON.stringify({ scopes: ['user:read'] });
    expect(await statuses(5, () => call('scoped', lacking))).toEqual(Array(5).fill(403));
  });

  it('count refused ones by address, apart from what else comes from there', async () => {
    expect(await statuses(5, () => call('scoped', 'expired'))).toEqual([401, 401, 401, 429, 429]);
    const refused = await call('scoped');
    expect([refused.status, refused.headers.get('ratelimit-policy')]).toEqual([429, '"refused";q=3;w=900']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(890);
    expect(await statuses(4, () => call('page'))).toEqual([200, 200, 200, 429]);
  });

  it('do not count what failed before anybody judged the credential', async () => {
    const json = { 'content-type': 'application/json', 'x-key': good };
    const post = (body: string) => fetch(`${test.url}/api/sample/open-to-keys`, { method: 'POST', headers: json, body });
    expect(await statuses(4, () => post('{"code":"\\ud800"}'))).toEqual(Array(4).fill(400));
    expect(await statuses(4, () => post(`{"code":"${'x'.repeat(70_000)}"}`))).toEqual(Array(4).fill(413));
    expect(await statuses(4, () => call('scoped', 'unread'))).toEqual(Array(4).fill(503));
    expect((await call('scoped')).status).toBe(200);
  });

  it('answer past the own limit without counting for the address', async () => {
    const counted = { name: 'key', limit: 5, windowSeconds: 3600, used: 6, resetSeconds: 120 };
    const spent = JSON.stringify({ scopes: ['*'], counted });
    const all = await Promise.all(Array.from({ length: 6 }, () => call('scoped', spent)));
    expect(all.map(({ status }) => status)).toEqual(Array(6).fill(429));
    expect(['retry-after', 'ratelimit', 'ratelimit-remaining'].map((name) => all[0]!.headers.get(name))).toEqual(['120', '"key";r=0;t=120', '0']);
    expect((await call('scoped')).status).toBe(200);
  });

  it('are no way round the limit where nobody looks at them', async () => {
    expect(await statuses(4, () => call('closed'))).toEqual([403, 403, 403, 429]);
    expect((await call('nowhere')).status).toBe(429);
  });
});

describe('X-Forwarded-For of somebody untrusted', () => {
  it('changes nothing and is warned of once', async () => {
    const test = await startTestApp({ controllers: [SampleController], env: { RATE_LIMIT_MAX_REQUESTS: '100' } });
    const call = (from: string) => fetch(`${test.url}/api/sample/items/1`, { headers: { 'x-forwarded-for': from } });
    await call('203.0.113.1');
    const answer = await call('203.0.113.2');
    expect(answer.headers.get('ratelimit-remaining')).toBe('98');
    expect(await answer.json()).toMatchObject({ data: { origin: { ipAddress: '127.0.0.1' } } });
    const warnings = test.lines.filter(({ msg }) => String(msg).includes('TRUSTED_PROXIES'));
    expect(warnings).toEqual([expect.objectContaining({ level: 'warn', address: '127.0.0.1' })]);
    await test.close();
  });
});
