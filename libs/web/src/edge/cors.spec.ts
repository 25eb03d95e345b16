import { settingsFor } from '@countersign/config/testing';
import { SampleController } from '../testing/sample.controller';
import { startTestApp, type TestAppOptions } from '../testing/start-app';
import { WebSettings } from '../web.settings';

async function withApp(options: TestAppOptions, use: (url: string) => Promise<void>): Promise<void> {
  const test = await startTestApp({ controllers: [SampleController], ...options });
  await use(test.url).finally(() => test.close());
}

function preflight(url: string, origin: string) {
  const headers = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
  return fetch(`${url}/api/sample/checked`, { method: 'OPTIONS', headers });
}

describe('CORS', () => {
  it('lets any loopback origin in outside production', () =>
    withApp({ mode: 'development' }, async (url) => {
      for (const origin of ['http://localhost:5173', 'http://127.0.0.1', 'http://[::1]:3000']) {
        const { status, headers } = await preflight(url, origin);
        expect([status, headers.get('access-control-allow-origin')]).toEqual([204, origin]);
        expect(headers.get('access-control-allow-credentials')).toBe('true');
        expect(headers.get('access-control-allow-headers')).toContain('X-Token-Delivery');
        expect(headers.get('access-control-allow-methods')).toContain('PATCH');
      }
      const origins = ['http://localhost.evil.test', 'https://evil.test', 'null'];
      for (const origin of origins) expect((await preflight(url, origin)).headers.get('access-control-allow-origin')).toBeNull();
    }));

  it('exposes the headers that clients read, on failures too', () =>
    withApp({}, async (url) => {
      const { headers } = await fetch(`${url}/api/nowhere`, { headers: { origin: 'http://localhost:1' } });
      expect(headers.get('access-control-allow-origin')).toBe('http://localhost:1');
      for (const name of ['Retry-After', 'RateLimit-Remaining', 'X-Request-Id']) {
        expect(headers.get('access-control-expose-headers')).toContain(name);
      }
    }));

  it('is FRONTEND_URL in production, unless CORS_ORIGINS says otherwise', async () => {
    await withApp({ mode: 'production', env: { FRONTEND_URL: 'https://app.test/login' } }, async (url) => {
      expect((await preflight(url, 'https://app.test')).headers.get('access-control-allow-origin')).toBe('https://app.test');
      expect((await preflight(url, 'http://localhost:1')).headers.get('access-control-allow-origin')).toBeNull();
    });
    await withApp({ env: { CORS_ORIGINS: 'https://a.test, https://b.test' } }, async (url) => {
      expect((await preflight(url, 'https://b.test')).headers.get('access-control-allow-origin')).toBe('https://b.test');
      expect((await preflight(url, 'http://localhost:1')).headers.get('access-control-allow-origin')).toBeNull();
    });
  });

  it('refuses "*" at start, and proxies that are no networks', () => {
    expect(() => settingsFor(WebSettings, { CORS_ORIGINS: '*' })).toThrow('CORS_ORIGINS must be a list of origins');
    expect(() => settingsFor(WebSettings, { CORS_ORIGINS: 'https://*.a.test' })).toThrow('CORS_ORIGINS');
    for (const TRUSTED_PROXIES of ['true', '1', '10.0.0.0/33', '0.0.0.0/0', '::/0']) {
      expect(() => settingsFor(WebSettings, { TRUSTED_PROXIES })).toThrow('TRUSTED_PROXIES');
    }
  });
});
