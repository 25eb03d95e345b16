import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { KeyHeader, SampleController, SessionHeader } from '../testing/sample.controller';
import { startTestApp, type TestApp } from '../testing/start-app';

type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

const ask = (options: RequestOptions) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    request(options, (answer) => resolve(answer.resume())).on('error', reject).end();
  });

describe('the edge', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp({
      controllers: [SampleController],
      providers: [SessionHeader, KeyHeader],
      env: { RATE_LIMIT_MAX_REQUESTS: '10000' },
    });
  });
  afterAll(() => test.close());

  async function call(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${test.url}${path}`, { method, ...init });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? (JSON.parse(text) as Record<string, unknown>) : {} };
  }
  const send = (path: string, body: string | Uint8Array<ArrayBuffer>, type = 'application/json') =>
    call('POST', `/api/sample/${path}`, { body, headers: { 'content-type': type } });

  it('writes a problem in the one shape', async () => {
    const { status, headers, body } = await call('GET', '/api/nowhere?token=secret');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(body).toEqual({
      type: '/problems/not-found',
      title: 'Not found',
      status: 404,
      detail: expect.any(String),
      instance: '/api/nowhere',
      code: 'not_found',
      requestId: headers.get('x-request-id'),
      success: false,
      message: body.detail,
    });
  });

  it('serves the page behind each type', async () => {
    expect((await call('GET', '/problems/not-found')).body).toMatchObject({ code: 'not_found', status: 404 });
    const page = await fetch(`${test.url}/problems/validation-failed`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<code>validation_failed</code>');
    expect((await call('GET', '/problems/no-such')).status).toBe(404);
  });

  it('lists them all at /problems', async () => {
    const { body } = await call('GET', '/problems');
    expect(body.problems).toContainEqual(expect.objectContaining({ type: '/problems/not-found', code: 'not_found', status: 404 }));
    const page = await fetch(`${test.url}/problems`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<a href="/problems/not-found">');
  });

  it('says 405 with Allow for a known path and another verb, to anybody', async () => {
    const { status, headers, body } = await call('DELETE', '/api/sample/closed');
    expect([status, body.code, headers.get('allow')]).toEqual([405, 'method_not_allowed', 'GET, HEAD']);
    expect((await call('POST', '/api/sample/items/7')).status).toBe(405);
    expect((await call('PUT', '/api/sample/checked', { body: 'x', headers: { 'content-type': 'text/plain' } })).status).toBe(405);
    expect((await call('OPTIONS', '/api/sample/checked')).headers.get('allow')).toBe('POST');
    expect((await call('OPTIONS', '/nowhere')).status).toBe(404);
    expect((await call('POST', '/api/nowhere', { body: '{', headers: { 'content-type': 'application/json' } })).status).toBe(404);
  });

  it('counts no body as {}, with and without a type', async () => {
    for (const headers of [{ 'content-type': 'application/json' }, {}] as Record<string, string>[]) {
      const { status, body } = await call('POST', '/api/sample/empty', { headers });
      expect([status, body]).toEqual([202, { success: true, data: { body: {} } }]);
    }
    const missing = await call('POST', '/api/sample/checked', { headers: { 'content-type': 'application/json' } });
    expect([missing.status, missing.body.errors]).toEqual([400, ['code: must be 6 digits']]);
  });

  it('refuses what is no JSON object, without echoing it', async () => {
    for (const text of ['{"code":"canary', '[]', 'null', '"canary"', '1', '\ufeff{}x']) {
      const { status, body } = await send('checked', text);
      expect([status, body.code]).toEqual([400, 'validation_failed']);
      expect(JSON.stringify(body)).not.toContain('canary');
    }
    expect((await send('checked', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).status).toBe(400);
  });

  it('refuses NUL, lone surrogates, depth and dangerous names before any DTO', async () => {
    const deep = `{"label":${'['.repeat(40)}${']'.repeat(40)}}`;
    const deeper = `{"label":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const bad = ['{"label":"a\\u0000"}', '{"label":"\\ud800"}', deep, deeper, '{"__proto__":{"code":"123456"}}', '{"constructor":{}}'];
    for (const text of bad) {
      const { status, body } = await send('checked', text);
      expect([status, body.code]).toEqual([400, 'validation_failed']);
    }
    expect((await send('empty', '{"note":"😀"}')).status).toBe(202);
    expect((await call('GET', '/api/sample/items/a%00b')).status).toBe(400);
    expect((await call('GET', '/api/sample/page?cursor=%00')).status).toBe(400);
    expect((await call('GET', '/api/sample/items/%ff')).status).toBe(400);
  });

  it('refuses unknown members and wrong types by pointer, and coerces nothing', async () => {
    const { body } = await send('checked', '{"code":123456,"secret~/x":"canary","inner":{"count":"1","more":2}}');
    expect(body.violations).toEqual(
      expect.arrayContaining([
        { pointer: '/code', detail: 'must be 6 digits' },
        { pointer: '/secret~0~1x', detail: 'is not a known property' },
        { pointer: '/inner/more', detail: 'is not a known property' },
        { pointer: '/inner/count', detail: 'must be an integer number' },
      ]),
    );
    expect(body.errors).toContain('inner.more: is not a known property');
    expect(JSON.stringify(body)).not.toContain('canary');
    expect((await call('GET', '/api/sample/page?nope=1')).status).toBe(400);
    expect((await send('checked', '{"code":"123456","inner":{"count":1}}')).body.data).toEqual({ isInstance: true, code: '123456' });
  });

  it('refuses null where a member may be left out', async () => {
    const { status, body } = await send('checked', '{"code":"123456","label":null}');
    expect([status, body.errors]).toEqual([400, ['label: must be a string']]);
    expect((await send('checked', '{"code":"123456"}')).status).toBe(200);
  });

  it('knows JSON alone, and forms where a route says so', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'nonsense']) {
      const { status, body } = await send('checked', 'code=123456', type);
      expect([status, body.code]).toEqual([415, 'unsupported_media_type']);
    }
    const form = await send('form', 'note=a+b', 'application/x-www-form-urlencoded');
    expect([form.status, form.body.data]).toEqual([200, { body: { note: 'a b' } }]);
    expect((await send('form', 'note=a&note=b', 'application/x-www-form-urlencoded')).status).toBe(400);
  });

  it('takes at most 64 KiB', async () => {
    const { status, body } = await send('checked', `{"label":"${'a'.repeat(66_000)}"}`);
    expect([status, body.code]).toEqual([413, 'payload_too_large']);
  });

  it('tells nothing of an unexpected fault but the request’s id, and logs it', async () => {
    const { status, body } = await call('GET', '/api/sample/broken', { headers: { 'x-request-id': 'request-500' } });
    expect([status, body.code, body.requestId]).toEqual([500, 'internal_error', 'request-500']);
    expect(JSON.stringify(body)).not.toContain('secret detail');
    const line = test.lines.find(({ requestId, level }) => requestId === 'request-500' && level === 'error');
    expect(line).toMatchObject({ route: 'GET /api/sample/broken', err: { message: 'secret detail' } });
    expect(JSON.stringify(test.lines)).not.toContain('canary');
  });

  it('turns a missing database into 503 with Retry-After', async () => {
    const { status, headers, body } = await call('GET', '/api/sample/unavailable');
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'service_unavailable', '2']);
    expect(body.retryAfter).toBe(2);
  });

  it('takes over a request id that looks like one, else makes a UUIDv7', async () => {
    const given = await call('GET', '/health/live', { headers: { 'x-request-id': 'abc.DEF-123_x' } });
    expect(given.headers.get('x-request-id')).toBe('abc.DEF-123_x');
    for (const id of ['short', 'has space in it', 'x'.repeat(129)]) {
      const made = await call('GET', '/health/live', { headers: { 'x-request-id': id } });
      expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    }
  });

  it('sends security headers and keeps private answers out of caches', async () => {
    const { headers } = await call('GET', '/api/sample/page');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('strict-transport-security')).toBeTruthy();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('keeps every answer out of caches, however its path is written, but for what is the same for all', async () => {
    const { hostname, port } = new URL(test.url);
    for (const target of ['/%61pi/sample/page', `${test.url}/api/sample/page`]) {
      const answer = await ask({ hostname, port, path: target });
      expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    }
    expect((await call('GET', '/problems/not-found')).headers.get('cache-control')).toBe('public, max-age=3600');
  });

  it('answers at / with where things are', async () => {
    const { body } = await call('GET', '/');
    expect(body.data).toMatchObject({ name: 'countersign', version: expect.any(String), docs: '/docs', health: '/health', api: '/api' });
  });

  it('gives handlers the origin of a request', async () => {
    const { body } = await call('GET', '/api/sample/items/x', { headers: { 'user-agent': 'spec', 'x-request-id': 'origin-1234' } });
    expect(body.data).toEqual({ id: 'x', origin: { requestId: 'origin-1234', ipAddress: '127.0.0.1', userAgent: 'spec' } });
  });

  it('warns of a slow request with its parts, after a body too', async () => {
    await call('GET', '/api/sample/slow?ms=600', { headers: { 'x-request-id': 'slow-request-1' } });
    const headers = { 'x-request-id': 'slow-request-2', 'content-type': 'application/json' };
    await call('POST', '/api/sample/slow', { headers, body: '{"note":"600"}' });
    const lines = test.lines.filter(({ msg }) => msg === 'slow request');
    const part = { ms: expect.any(Number), count: 0 };
    expect(lines).toEqual([
      expect.objectContaining({ level: 'warn', requestId: 'slow-request-1', route: 'GET /api/sample/slow', parts: { sample: part } }),
      expect.objectContaining({ level: 'warn', requestId: 'slow-request-2', route: 'POST /api/sample/slow', parts: { sample: part } }),
    ]);
    expect((lines[1]!.parts as { sample: { ms: number } }).sample.ms).toBeGreaterThan(590);
  });

  it('logs one line a request by its template', async () => {
    await call('GET', '/api/sample/items/private-id', { headers: { 'x-request-id': 'access-log' } });
    const lines = test.lines.filter(({ requestId }) => requestId === 'access-log');
    expect(lines).toEqual([expect.objectContaining({ level: 'info', route: 'GET /api/sample/items/:id', status: 200 })]);
    expect(JSON.stringify(lines)).not.toContain('private-id');
  });
});
