import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { ROOT, evaluate, reachableFolder, shell } from './support';

interface Ports {
  readonly api: number;
  readonly worker: number;
  readonly metrics: Readonly<Record<string, string>>;
  readonly remarks: string[];
}

const messageOf = (module: string, call: string) => evaluate(module, `Promise.resolve().then(() => ${call}).then(() => '', ({ name, message }) => name + ': ' + message)`);
const portsFor = (env: object) => evaluate('lib/stack/service-ports.mjs', `m.choosePorts(${JSON.stringify(env)})`) as Ports;

/** Resolves with null where somebody listens there already. */
function occupy(port: number): Promise<Server | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

describe('the ports of api and worker', () => {
  const taken: (Server | null)[] = [];
  beforeAll(async () => void taken.push(await occupy(3001), await occupy(3002)));
  afterAll(() => taken.forEach((server) => server?.close()));

  it('are two when both usual ones are taken, and say so', () => {
    const { api, worker, remarks } = portsFor({});
    expect(Math.min(api, worker)).toBeGreaterThan(3002);
    expect(api).not.toBe(worker);
    expect(remarks).toEqual([`port 3001 is taken: the API listens on ${api}`, `port 3002 is taken: the worker listens on ${worker}`]);
  });

  it('leave a given one to the other', async () => {
    const { api } = portsFor({});
    const others = portsFor({ WORKER_PORT: String(api) });
    expect(others.worker).toBe(api);
    expect(others.api).not.toBe(api);
  });

  it('leave the metrics a pair of their own, as given or free', async () => {
    const [other, another] = [await occupy(9464), await occupy(9465)];
    const { METRICS_PORT: api, WORKER_METRICS_PORT: worker } = portsFor({}).metrics;
    expect(Number(api)).toBeGreaterThan(9465);
    expect(worker).not.toBe(api);
    expect(portsFor({ METRICS_PORT: '9464' }).metrics.METRICS_PORT).toBe('9464');
    for (const server of [other, another]) server?.close();
  });

  it('are refused when both are given as one', () => {
    const call = "m.choosePorts({ PORT: '4001', WORKER_PORT: '4001' })";
    expect(messageOf('lib/stack/service-ports.mjs', call)).toBe('Fault: PORT and WORKER_PORT are both 4001: the api and the worker need a port each.');
  });
});

describe('who listens', () => {
  it('is told from a stranger on the same port', async () => {
    const server = (await occupy(0))!;
    const { port } = server.address() as AddressInfo;
    const ask = (pid: string) => evaluate('lib/process/listens-on.mjs', `m.listensOn(${pid}, ${port}) ?? 'cannot be told here'`);
    expect([true, 'cannot be told here']).toContain(ask(String(process.pid)));
    expect([false, 'cannot be told here']).toContain(ask('process.pid'));
    server.close();
  });
});

describe('addresses', () => {
  it.each([
    [{ DATABASE_URL: 'foo' }, 'DATABASE_URL is not of the form postgresql://user:password@host:5432/name'],
    [{ DATABASE_URL: 'mysql://me:hush@h/x' }, 'DATABASE_URL is not of the form'],
    [{ REDIS_URL: 'foo' }, 'REDIS_URL is not of the form redis://:password@host:6379'],
    [{ REDIS_URL: 'redis://me:hu#sh@h' }, 'REDIS_URL is not of the form'],
    [{ REDIS_HOST: 'two words' }, 'REDIS_HOST is not the name or address of a host'],
    [{ REDIS_PORT: 'many' }, 'REDIS_PORT must be a port between 1 and 65535'],
  ])('%j is told in one sentence, without the value', (env, words) => {
    const message = messageOf('lib/stack/wishes.mjs', `m.serverWishes(${JSON.stringify(env)})`);
    expect(message).toContain(`Fault: ${words}`);
    expect(message).not.toContain('hu');
  });

  it('are taken as they are when they are well formed', () => {
    const env = { DATABASE_URL: 'postgres://me:a%23b@[::1]:5433/x?sslmode=require', REDIS_URL: 'rediss://h' };
    expect(evaluate('lib/stack/wishes.mjs', `m.serverWishes(${JSON.stringify(env)})`)).toEqual({
      databaseUrl: env.DATABASE_URL,
      redis: 'given',
      redisUrl: env.REDIS_URL,
    });
  });
});

/** Names that operators of the product's order have in their files already. */
const ORDERED =
  'NODE_ENV PORT API_BASE_PATH DATABASE_URL REDIS_HOST REDIS_PORT REDIS_PASSWORD REDIS_TLS_ENABLED JWT_ACCESS_SECRET JWT_REFRESH_SECRET ' +
  'TEMP_TOKEN_SECRET DEVICE_TOKEN_SECRET JWT_ACCESS_EXPIRY JWT_REFRESH_EXPIRY OTP_EXPIRY_MINUTES TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN ' +
  'TWILIO_PHONE_NUMBER EMAIL_SERVICE EMAIL_HOST EMAIL_PORT EMAIL_SECURE EMAIL_USER EMAIL_PASSWORD EMAIL_FROM FRONTEND_URL PUBLIC_URL ' +
  'CORS_ORIGINS ARGON2_MEMORY_COST ARGON2_TIME_COST ARGON2_PARALLELISM WORKER_MIN_THREADS WORKER_MAX_THREADS WORKER_MAX_QUEUE LOG_LEVEL ' +
  'API_KEY_PREFIX RATE_LIMIT_MAX_REQUESTS RATE_LIMIT_WINDOW_MS';

describe('the examples', () => {
  it.each(['.env.example', '.env.production.example'])('%s has every name that was ordered', (name) => {
    const text = readFileSync(join(ROOT, name), 'utf8');
    expect(ORDERED.split(' ').filter((setting) => !new RegExp(`^#?${setting}=`, 'm').test(text))).toEqual([]);
  });
});

describe('npm run secrets', () => {
  const secrets = evaluate('lib/stack/secrets.mjs', 'm.newSecrets()') as Record<string, string>;
  const filesOfSettings = ['.env.example', '.env.production.example'].map((name) => parse(readFileSync(join(ROOT, name))));

  it('makes exactly the random secrets that the service declares, as the examples made from its settings name them', () => {
    for (const file of filesOfSettings) {
      const random = Object.keys(file).filter((name) => file[name] === 'change-me-by-npm-run-secrets');
      expect(Object.keys(secrets)).toEqual(random);
      expect(random).toEqual(expect.arrayContaining(['ENCRYPTION_KEYS', 'JWT_ACCESS_SECRET', 'JWT_REFRESH_SECRET']));
    }
  });

  it('makes them long enough for production, each its own', () => {
    const { ENCRYPTION_KEYS, ...others } = secrets;
    const [kid, key] = ENCRYPTION_KEYS!.split(':');
    expect([kid, Buffer.from(key!, 'base64').length]).toEqual([expect.stringMatching(/^k[0-9a-f]{8}$/), 32]);
    // Two rings are told apart by the names of their keys.
    expect(evaluate('lib/stack/secrets.mjs', 'm.newSecrets().ENCRYPTION_KEYS')).not.toMatch(new RegExp(`^${kid}:`));
    for (const value of Object.values(others)) expect(value.length).toBeGreaterThanOrEqual(64);
    expect(new Set(Object.values(secrets)).size).toBe(Object.keys(secrets).length);
  });

  it('leaves nothing for up to ask of a copied .env.example', () => {
    const [example] = filesOfSettings;
    expect(Object.keys(example!).sort()).toEqual(['NODE_ENV', ...Object.keys(secrets)].sort());
  });
});

describe('npm run db:studio', () => {
  const folder = reachableFolder();
  const file = join(folder, 'production.env');
  writeFileSync(file, 'NODE_ENV=production\nDATABASE_URL=postgresql://nobody@127.0.0.1:1/x\n');
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['the environment', { NODE_ENV: 'production', DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/x' }],
    ['the file', { ENV_FILE: file }],
    ['an unset NODE_ENV', { NODE_ENV: '', DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/x' }],
  ])('refuses production by %s, in one sentence', async (_where, env) => {
    const { code, output } = await shell('npm run -s db:studio', { DATA_DIR: folder, ...env });
    expect({ code, output: output.trim() }).toEqual({ code: 1, output: expect.stringMatching(/^NODE_ENV (says|is unset, which means) production, .* in development only[^.]*\.$/) });
  });
});
