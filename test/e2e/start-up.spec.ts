import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expectStatus, register, signIn, somebody } from '../support/people';
import { runToEnd } from '../support/processes';
import { openSuite, type Suite } from '../support/suite';
import { until } from '../support/until';

let suite: Suite;

/** Here modules are searched, read and compiled as in production. */
const asShipped = { isArchived: false };

beforeAll(async () => {
  suite = await openSuite();
}, 60_000);
afterAll(() => suite?.end());

/** What is printed for people: a sentence or a list, neither a stack nor a log line. */
const isForPeople = (output: string) => !/^\s+at |node_modules|^\{/m.test(output);

describe('in production', () => {
  const production = (more: Record<string, string | undefined>) => {
    const all = { ...suite.environment, NODE_ENV: 'production', ...more };
    return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
  };

  it.each(['api', 'worker'] as const)('the %s names every fault of its settings at once, and never a value', async (kind) => {
    const short = 'Canary-0123456789';
    const { code, output } = await runToEnd(
      kind,
      production({
        ...{ JWT_ACCESS_SECRET: undefined, JWT_REFRESH_SECRET: short, TEMP_TOKEN_SECRET: short, ENCRYPTION_KEYS: 'your-encryption-key' },
        ...{ PORT: 'canary-port', ARGON2_MEMORY_COST: '1024', REDIS_ENABLED: undefined, TRUSTED_PROXIES: 'true', CORS_ORIGINS: '*' },
      }),
      asShipped,
    );
    expect(code).toBe(1);
    // The worker issues no tokens, so it does without their keys.
    const ofTokens = [
      /JWT_ACCESS_SECRET is missing\. Run "npm run secrets"/,
      /JWT_REFRESH_SECRET is shorter than 64 characters\. Run "npm run secrets"/,
      /TEMP_TOKEN_SECRET is shorter/,
      /(JWT_REFRESH_SECRET and TEMP_TOKEN_SECRET|TEMP_TOKEN_SECRET and JWT_REFRESH_SECRET) have the same value/,
    ];
    for (const sentence of [
      ...(kind === 'api' ? ofTokens : []),
      ...[/ENCRYPTION_KEYS /, /PORT must be/, /ARGON2_MEMORY_COST must/, /REDIS_ENABLED/, /TRUSTED_PROXIES must/, /CORS_ORIGINS must/],
    ]) {
      expect(output).toMatch(sentence);
    }
    expect(output).not.toMatch(new RegExp(`${short}|canary-port|your-encryption-key|1024`));
    expect(isForPeople(output)).toBe(true);
  });

  it('an unset NODE_ENV counts as production: cookies are secure, and neither inbox nor docs are there', async () => {
    const { api, url, stop, logs } = await suite.start('api', {}, { ...asShipped, without: ['NODE_ENV'] });
    const person = somebody();
    const { headers, body } = await api.post('/auth/register', person);
    expect(headers.getSetCookie()[0]).toContain('; Secure');
    // Without mail and a place for links: alike for every address, and said once.
    const isOffFor = async (path: string, asked: object) => {
      const { body: told } = expectStatus(await api.post(`/auth/${path}`, asked), 503, 'channel_unavailable');
      return { ...told, requestId: '' } as object;
    };
    expect(await isOffFor('forgot-password', { email: person.email })).toEqual(await isOffFor('forgot-password', { email: somebody().email }));
    const [someLink, otherLink] = ['A', 'E'].map((last) => ({ token: `ln_${'A'.repeat(42)}${last}` }));
    expect(await isOffFor('verify-email', someLink!)).toEqual(await isOffFor('verify-email', otherLink!));
    expectStatus(await api.post('/auth/resend-verification', {}, { token: body.data.accessToken }), 503, 'channel_unavailable');
    const isOff = 'Password reset, verification and change of e-mail addresses are off and answer 503. To turn them on, set EMAIL_HOST';
    expect(logs().filter(({ msg }) => String(msg).startsWith(isOff))).toHaveLength(1);
    for (const path of ['/docs', '/docs/openapi.json', '/dev/inbox', '/dev/inbox.json']) expect((await fetch(`${url}${path}`)).status).toBe(404);
    const preflight = { method: 'OPTIONS', headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'POST' } };
    expect((await fetch(`${api.baseUrl}/auth/login`, preflight)).headers.get('access-control-allow-origin')).toBeNull();
    expect(await stop()).toBe(0);
  });
});

describe('a port that is taken', () => {
  it.each([
    ['api', 'PORT'],
    ['worker', 'WORKER_PORT'],
  ] as const)('is one sentence of the %s', async (kind, setting) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ended = runToEnd(kind, { ...suite.environment, [setting]: String(port), LOG_LEVEL: 'fatal' });
    const { code, output } = await ended.finally(() => server.close());
    expect([code, output]).toEqual([1, `Port ${port} is taken at 127.0.0.1: stop what listens there, or set ${setting}.\n`]);
  });
});

describe('SIGTERM', () => {
  it('lets the request in flight end, and the process with it', async () => {
    const { api, url, signal, logs, stop } = await suite.start('api', { ARGON2_MEMORY_COST: '131072', ARGON2_TIME_COST: '4' }, asShipped);
    const person = await register(api);
    const inFlight = signIn(api, person);
    await until('the log-in to be counted', async () => (await suite.query('select 1 from login_buckets')).length > 0);
    const began = Date.now();
    signal('SIGTERM');
    expect((await inFlight).user.id).toBe(person.id);
    expect(await stop()).toBe(0);
    expect(Date.now() - began).toBeLessThan(8000);
    expect(logs().map(({ msg }) => msg)).toEqual(expect.arrayContaining(['stopping', 'stopped']));
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  });

  it('ends the worker too, which has had no setting of a proxy from the tests', async () => {
    // What it runs in is that of the suite alone: a proxy of whoever runs the tests would stand between us and our servers.
    for (const name of ['HTTP_PROXY', 'https_proxy', 'ALL_PROXY', 'NO_PROXY']) process.env[name] = 'http://127.0.0.1:9';
    const worker = await suite.start('worker', {}, { ...asShipped, preloads: [join(__dirname, 'fixtures/tell-environment.cjs')] });
    const [told] = worker.logs() as { environment: string[] }[];
    expect(told!.environment).toEqual(expect.arrayContaining(['PATH', 'NODE_ENV', 'DATABASE_URL']));
    expect(told!.environment.filter((name) => /_proxy$/i.test(name))).toEqual([]);
    expect(await worker.stop()).toBe(0);
  });
});
