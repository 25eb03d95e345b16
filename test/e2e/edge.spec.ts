import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../support/client';
import { expectStatus, register, somebody } from '../support/people';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';

let suite: Suite;
let api: Client;
let root: string;

beforeAll(async () => {
  suite = await sharedSuite();
  ({ api, url: root } = await suite.start('api'));
}, 60_000);
afterAll(() => suite?.end());

describe('the body of a problem', () => {
  it('is frozen for a fault of validation', async () => {
    const { headers, body } = await api.post('/auth/register', { ...somebody(), username: 'x', extra: 1 }, { headers: { 'x-request-id': 'caller-1' } });
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(body).toEqual({
      type: '/problems/validation-failed',
      title: 'The request is not valid',
      status: 400,
      detail: 'The request is not valid. See violations for each fault.',
      instance: '/api/auth/register',
      code: 'validation_failed',
      requestId: 'caller-1',
      success: false,
      message: 'The request is not valid. See violations for each fault.',
      errors: expect.arrayContaining([expect.stringMatching(/^extra: /), expect.stringMatching(/^username: must be /)]),
      violations: expect.arrayContaining([
        { pointer: '/extra', detail: expect.any(String) },
        { pointer: '/username', detail: expect.stringMatching(/^must be /) },
      ]),
    });
    expect(body.errors).toHaveLength(2);
  });

  it('is frozen for everything else', async () => {
    const { body } = await api.get('/auth/me?token=secret');
    expect(body).toEqual({
      ...{ type: '/problems/invalid-token', title: 'The access token is not valid', status: 401, code: 'invalid_token' },
      ...{ instance: '/api/auth/me', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/), success: false },
      ...{ detail: expect.any(String), message: body.detail },
    });
  });

  it('has a page of its own, that the service serves', async () => {
    const { body } = await api.get('/auth/me');
    const page = await fetch(`${root}${body.type}`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('invalid_token')]);
    expect((await fetch(`${root}/problems/none-such`)).status).toBe(404);
  });
});

describe('bodies', () => {
  const post = (body: string | Uint8Array | undefined, headers: Record<string, string> = {}) =>
    api.send('POST', '/auth/login', body, { headers, isUndocumented: true });
  const valid = (text: string) => `{"email":"a@b.example","password":${text}}`;

  it.each([
    ['malformed JSON', '{"email":'],
    ['an array', '[]'],
    ['a number', '7'],
    ['null', 'null'],
    ['NUL in a string', valid('"a\\u0000b"')],
    ['half a surrogate pair', valid('"a\\ud800b"')],
    ['a member twice as dangerous', '{"__proto__":{"x":1}}'],
    ['a constructor', '{"constructor":{"prototype":{}}}'],
    ['depth', `{"email":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['invalid UTF-8', Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ])('with %s are 400', async (_what, body) => {
    expectStatus(await post(body), 400, 'validation_failed');
  });

  it.each([[undefined], [''], ['{}']])('of nothing (%j) count as an empty object', async (body) => {
    const typed: Record<string, string> = { 'content-type': 'application/json' };
    for (const headers of [typed, {}]) {
      const { body: problem } = expectStatus(await post(body, headers), 400, 'validation_failed');
      expect(new Set(problem.violations.map(({ pointer }: { pointer: string }) => pointer))).toEqual(new Set(['/emailOrUsername', '/password']));
    }
    const { token } = await register(api);
    expectStatus(await api.send('POST', '/2fa/totp/setup', body, { token, headers: typed }), 200);
  });

  it('count as an empty object on GET and DELETE too', async () => {
    const { token } = await register(api);
    const headers = { 'content-type': 'application/json' };
    expectStatus(await api.get('/auth/me', { token, headers }), 200);
    expectStatus(await api.delete('/auth/sessions/nonsense', { token, headers }), 404);
  });

  it('over 64 KiB are 413, whatever they hold', async () => {
    expectStatus(await post(valid(JSON.stringify('x'.repeat(65_536)))), 413, 'payload_too_large');
    expectStatus(await post(valid(JSON.stringify('x'.repeat(60_000)))), 400, 'validation_failed');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'nonsense'])(
    'of type %s are 415',
    async (type) => {
      expectStatus(await post('a=b', { 'content-type': type }), 415, 'unsupported_media_type');
    },
  );
});

describe('routes', () => {
  it('that are not there are 404, and known ones with another verb 405, for anybody', async () => {
    for (const path of ['/none', '/auth', '/auth/me/more', '/2fa/totp/setup/x']) expectStatus(await api.get(path), 404, 'not_found');
    const { headers } = expectStatus(await api.post('/auth/me', {}), 405, 'method_not_allowed');
    expect(headers.get('allow')).toContain('GET');
    expectStatus(await api.get('/auth/login'), 405, 'method_not_allowed');
    expectStatus(await api.send('PUT', '/2fa/methods', {}), 405, 'method_not_allowed');
  });

  it('begin with a page that says who answers', async () => {
    const response = await fetch(root);
    expect(await response.json()).toMatchObject({ success: true, data: { name: expect.any(String), version: expect.any(String), docs: '/docs', health: '/health' } });
  });
});

describe('headers', () => {
  it('take over a request id that looks like one, and make one otherwise', async () => {
    const idFor = async (id: string) => (await api.get('/auth/me', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await idFor('abc-12345.x')).toBe('abc-12345.x');
    for (const odd of ['short', 'with space here', '<script>alert(1)</script>', 'x'.repeat(200)]) {
      expect(await idFor(odd)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    }
  });

  it('secure every answer', async () => {
    for (const path of ['/auth/me', '/none']) {
      const { headers } = await api.get(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('strict-transport-security')).toContain('max-age=');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect([headers.get('x-powered-by'), headers.get('server')]).toEqual([null, null]);
    }
  });
});

describe('other origins', () => {
  const preflight = (origin: string) =>
    api.send('OPTIONS', '/auth/login', undefined, {
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-token-delivery' },
      isUndocumented: true,
    });

  it('of this machine may call in development', async () => {
    const { status, headers } = await preflight('http://localhost:5173');
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, 'http://localhost:5173']);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-allow-headers')).toContain('X-Token-Delivery');
    const answer = await api.get('/auth/me', { headers: { origin: 'http://127.0.0.1:3000' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:3000');
    expect(answer.headers.get('access-control-expose-headers')).toMatch(/Retry-After.*RateLimit.*X-Request-Id/);
    expect(answer.headers.get('vary')).toContain('Origin');
  });

  it.each(['https://evil.example', 'null', 'http://localhost.evil.example', 'http://127.0.0.1.evil.example'])('like %s may not', async (origin) => {
    expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    expect((await api.get('/auth/me', { headers: { origin } })).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the OpenAPI document', () => {
  it('is served as it stands in docs/openapi.json, with a page to try it on', async () => {
    const response = await fetch(`${root}/docs/openapi.json`);
    const document = (await response.json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe('3.1.1');
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/api/auth/register', '/api/2fa/totp/setup', '/api/2fa/verify', '/health']));
    expect(document).toEqual(JSON.parse(readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8')));
    const page = await fetch(`${root}/docs`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('swagger-ui')]);
  });
});
