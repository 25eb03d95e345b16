import { Injectable } from '@nestjs/common';
import { HealthProbe, HealthService, type HealthCheck } from '@countersign/observability';
import { startTestApp, type TestApp } from '../testing/start-app';

const state = { database: true, redis: true, asked: 0 };

@Injectable()
@HealthProbe()
class DatabaseProbe implements HealthCheck {
  readonly name = 'database';
  readonly makesUnready = true;
  async check() {
    state.asked += 1;
    return { name: this.name, status: state.database ? ('up' as const) : ('down' as const) };
  }
}

describe('the health routes', () => {
  let test: TestApp;
  beforeEach(async () => {
    Object.assign(state, { database: true, asked: 0 });
    test = await startTestApp({ providers: [DatabaseProbe], env: { RATE_LIMIT_MAX_REQUESTS: '1' } });
  });
  afterEach(() => test.close());

  async function get(path: string) {
    const response = await fetch(`${test.url}${path}`);
    return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> };
  }

  it('answer at the root and under the base path, without an envelope', async () => {
    for (const path of ['/health', '/api/health', '/health?x=1', '/api/health?x=1']) {
      const { status, headers, body } = await get(path);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        status: 'healthy',
        service: '2FA Authentication Service',
        services: { database: 'connected', redis: 'disabled' },
        checks: { database: { status: 'up' }, redis: { status: 'disabled' }, memory: { status: 'up' } },
      });
      expect(headers.get('cache-control')).toBe('no-store');
    }
    for (const path of ['/health/live', '/health/ready', '/api/health/live', '/api/health/ready']) {
      expect(await get(path)).toMatchObject({ status: 200, body: { status: 'healthy' } });
    }
    expect((await get('/api/healthy')).status).toBe(404);
  });

  it('turn to 503 without the database, but for live', async () => {
    state.database = false;
    expect(await get('/health')).toMatchObject({ status: 503, body: { status: 'unhealthy', services: { database: 'disconnected' } } });
    expect((await get('/health/ready')).status).toBe(503);
    expect((await get('/health/live')).status).toBe(200);
  });

  it('stand 300 calls without a limit and with one probe a second', async () => {
    const started = performance.now();
    const answers = await Promise.all(Array.from({ length: 300 }, () => get('/health')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers[0]?.headers.get('ratelimit-limit')).toBeNull();
    expect(state.asked).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - started) / 1000));
  });

  it('are not ready once the process stops', async () => {
    test.app.get(HealthService).markStopping();
    expect(await get('/health/ready')).toMatchObject({ status: 503, body: { reason: 'stopping' } });
    expect((await get('/health/live')).status).toBe(200);
  });
});
