import type { ServiceProcess } from '../support/processes';
import { enrol, expectStatus, logIn, logInWithCode, register } from '../support/people';
import { metricsOf } from '../support/metrics';
import { openSuite, type Suite } from '../support/suite';
import { until } from '../support/until';

const redisUrl = process.env.TEST_REDIS_URL;

let suite: Suite;
let api: ServiceProcess;
let worker: ServiceProcess;

beforeAll(async () => {
  // With Redis, where there is one: then BullMQ carries the messages, else the worker's relay.
  const redis: Record<string, string> = redisUrl ? { REDIS_ENABLED: 'true', REDIS_URL: redisUrl, REDIS_PREFIX: `{test-${process.pid}}` } : {};
  suite = await openSuite({ APP_NAME: 'Acme', RATE_LIMIT_MAX_REQUESTS: '100', ...redis });
  [api, worker] = await Promise.all([suite.start('api'), suite.start('worker')]);
}, 60_000);
afterAll(() => suite?.end());

interface Inbox {
  readonly messages: readonly Record<string, string>[];
}

async function inbox(query = ''): Promise<Inbox['messages']> {
  const response = await fetch(`${api.url}/dev/inbox.json${query}`);
  return ((await response.json()) as Inbox).messages;
}

describe('the worker', () => {
  it('mails the user that two-factor authentication was turned on', async () => {
    const person = await enrol(api.api);
    const [mail] = await until('the mail', async () => {
      const messages = await inbox(`?to=${encodeURIComponent(person.email)}`);
      const found = messages.filter(({ subject }) => subject?.startsWith('Two-factor'));
      return found.length > 0 && found;
    });
    expect(mail).toEqual({
      id: expect.any(String),
      channel: 'email',
      to: person.email,
      subject: 'Two-factor authentication is on for your Acme account',
      text: expect.stringContaining('From the address: 127.0.0.1'),
      html: expect.stringContaining('<table'),
      createdAt: expect.stringMatching(/Z$/),
    });
    const page = await fetch(`${api.url}/dev/inbox`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining(person.email)]);
  });

  it('leaves no message waiting', async () => {
    await until('an empty outbox', async () => {
      const [{ waiting } = { waiting: -1 }] = await suite.query<{ waiting: number }>(
        'select count(*)::int as waiting from outbox',
      );
      return waiting === 0;
    });
  });
});

describe('the trail of a user', () => {
  it('tells what happened, newest first, in pages', async () => {
    const person = await enrol(api.api);
    expectStatus(await logIn(api.api, { ...person, password: 'Wrong-Horse-7' }), 401);
    const { accessToken: token } = await logInWithCode(api.api, person);
    const { body } = expectStatus(await api.api.get('/auth/activity', { token }), 200);
    const { events, page } = body.data as { events: { type: string }[]; page: object };
    const expected = ['user.login', '2fa.verified', 'user.login_failed', '2fa.method_added', '2fa.enabled', 'user.login', 'user.registered'];
    expect(events.map(({ type }) => type).sort()).toEqual([...expected].sort());
    expect([events[2]?.type, page]).toEqual(['user.login_failed', { nextCursor: null, hasMore: false }]);
    expect(events[0]).toEqual({
      ...{ id: expect.any(String), type: expect.any(String), title: expect.any(String), occurredAt: expect.stringMatching(/Z$/) },
      ...{ ipAddress: '127.0.0.1', userAgent: expect.any(String), deviceName: expect.any(String), data: expect.any(Object) },
    });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const reply = expectStatus(await api.api.get(`/auth/activity?limit=3${cursor ? `&cursor=${cursor}` : ''}`, { token }), 200);
      seen.push(...(reply.body.data.events as { id: string }[]).map(({ id }) => id));
      cursor = reply.body.data.page.nextCursor as string | null;
    }
    expect(seen).toEqual((events as unknown as { id: string }[]).map(({ id }) => id));
  });

  it('is nobody else’s', async () => {
    const [one, other] = [await register(api.api), await register(api.api)];
    const { body } = await api.api.get('/auth/activity', { token: one.token });
    expect(JSON.stringify(body)).not.toContain(other.id);
    expectStatus(await api.api.get(`/auth/activity?userId=${other.id}`, { token: one.token }), 403, 'forbidden');
  });
});

describe('health', () => {
  it.each(['api', 'worker'])('of the %s says what it needs, without an envelope', async (name) => {
    const { url } = name === 'api' ? api : worker;
    for (const path of ['/health', '/api/health']) {
      const response = await fetch(`${url}${path}`);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toMatchObject({
        ...{ status: 'healthy', timestamp: expect.stringMatching(/Z$/), service: '2FA Authentication Service' },
        ...{ version: expect.any(String), uptime: expect.any(Number) },
        services: { database: 'connected', redis: redisUrl ? 'connected' : 'disabled' },
        checks: {
          database: { status: 'up', responseTime: expect.any(Number) },
          redis: { status: redisUrl ? 'up' : 'disabled' },
          worker: { status: 'up', lastSeen: expect.stringMatching(/Z$/), oldestMessageSeconds: expect.any(Number) },
        },
      });
    }
    for (const path of ['/health/live', '/health/ready', '/api/health/live', '/api/health/ready']) {
      expect((await fetch(`${url}${path}`)).status).toBe(200);
    }
  });

  it('is asked a thousand times without a limit', async () => {
    for (const { url } of [api, worker]) {
      const statuses = new Set<number>();
      for (let round = 0; round < 10; round += 1) {
        const answers = await Promise.all(Array.from({ length: 50 }, () => fetch(`${url}/health`).then(async (one) => (await one.text(), one.status))));
        answers.forEach((status) => statuses.add(status));
      }
      expect([...statuses]).toEqual([200]);
    }
  });
});

describe('metrics', () => {
  it('of the api tell what it did, by words of ours alone', async () => {
    const person = await enrol(api.api);
    expectStatus(await logIn(api.api, { ...person, password: 'Wrong-Horse-7' }), 401);
    await api.api.get(`/auth/sessions/${person.id}?email=${person.email}`, { isUndocumented: true });
    const before = await metricsOf(api);
    await logInWithCode(api.api, person);
    const after = await metricsOf(api);
    const grown = (series: string) => (after.value(series) ?? 0) - (before.value(series) ?? 0);
    expect(grown('countersign_http_request_duration_seconds_count{method="POST",route="/api/2fa/verify",status="200"}')).toBe(1);
    expect(grown('countersign_logins_total{outcome="second_factor_needed"}')).toBe(1);
    expect(grown('countersign_factor_checks_total{type="totp",purpose="login",outcome="matched"}')).toBe(1);
    expect(grown('countersign_hash_seconds_count')).toBe(1);
    expect(before.value('countersign_logins_total{outcome="invalid_credentials"}')).toBeGreaterThan(0);
    expect(before.text).toContain('countersign_factor_checks_total{type="totp",purpose="setup",outcome="matched"}');
    for (const secret of [person.email, person.id, person.username]) expect(after.text).not.toContain(secret);
    expect(after.text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|@/);
  });

  it('of both tell of the outbox, the workers, the pools and themselves', async () => {
    for (const [name, one] of Object.entries({ api, worker })) {
      const { text, value } = await metricsOf(one);
      expect(value('countersign_workers')).toBe(1);
      expect(value('countersign_worker_heartbeat_age_seconds')).toBeLessThan(15);
      expect(value('countersign_outbox_oldest_seconds')).toBeLessThan(30);
      expect(value('countersign_outbox_messages{queue="security-mails",state="dead"}')).toBe(0);
      expect(value('countersign_database_connections')).toBeGreaterThan(0);
      expect(value('countersign_hash_threads')).toBe(1);
      expect(value('countersign_hash_places{state="waiting"}')).toBe(0);
      expect(text).toContain(`countersign_build_info{process="${name}",`);
      expect(text).not.toContain('countersign_metric_source_up{source="queue"} 0');
      expect((await fetch(`${one.url}/metrics`)).status).toBe(404);
    }
  });

  it('of the worker tell what became of mails', async () => {
    await enrol(api.api);
    const sent = 'countersign_message_attempts_total{channel="email",provider="inbox",outcome="sent"}';
    await until('a mail to be counted', async () => ((await metricsOf(worker)).value(sent) ?? 0) > 0);
  });
});
