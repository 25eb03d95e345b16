import { writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate, reachableFolder } from './support';

describe('the version of Node', () => {
  const range = '^20.19.0 || ^22.13.0 || >=24.11.0';
  it.each([
    ['20.19.0', true],
    ['20.18.9', false],
    ['21.0.0', false],
    ['22.13.1', true],
    ['24.10.0', false],
    ['25.0.0', true],
  ])('%s serves: %s', (version, serves) => {
    expect(evaluate('lib/bootstrap/node-version.mjs', `m.satisfies('${version}', '${range}')`)).toBe(serves);
  });

  it('is told in one sentence', () => {
    expect(evaluate('lib/bootstrap/node-version.mjs', `m.nodeVersionFault('18.0.0')`)).toMatch(/^Countersign needs Node .* and this is 18/);
  });
});

describe('the environment', () => {
  const folder = reachableFolder();
  afterAll(() => rmSync(folder, { recursive: true }));

  it('wins over the file that ENV_FILE names', () => {
    const file = join(folder, 'some.env');
    writeFileSync(file, 'PORT=4001\nWORKER_PORT="4002"\n');
    const { PORT, WORKER_PORT } = evaluate('lib/environment.mjs', `m.callerEnvironment({ ENV_FILE: '${file}', PORT: '5001' })`) as Record<string, string>;
    expect({ PORT, WORKER_PORT }).toEqual({ PORT: '5001', WORKER_PORT: '4002' });
  });

  it('may name a file for a value', () => {
    const file = join(folder, 'url');
    writeFileSync(file, 'postgres://x\n');
    expect(evaluate('lib/environment.mjs', `m.setting({ DATABASE_URL_FILE: '${file}' }, 'DATABASE_URL')`)).toBe('postgres://x');
  });

  it('raises limits only where the caller has not set them', () => {
    const raised = evaluate('lib/stack/service-environment.mjs', `m.raisedSettings({ RATE_LIMIT_MAX_REQUESTS: '5' })`);
    expect(raised).toEqual({ REGISTER_RATE_LIMIT_MAX: '1000' });
  });

  it('is development for the stack, whatever the shell says', () => {
    const options = `{ env: { NODE_ENV: 'production', JWT_ACCESS_SECRET: 'mine', TEMP_TOKEN_SECRET: 'change-me-by-npm-run-secrets', JWT_REFRESH_SECRET: 'your-secret-here' },
      secrets: { JWT_ACCESS_SECRET: 'made', TEMP_TOKEN_SECRET: 'made', JWT_REFRESH_SECRET: 'made' }, databaseUrl: 'd', redisUrl: null, ports: { api: 1, worker: 2 } }`;
    expect(evaluate('lib/stack/service-environment.mjs', `m.serviceEnvironment(${options})`)).toMatchObject({
      NODE_ENV: 'development',
      JWT_ACCESS_SECRET: 'mine',
      TEMP_TOKEN_SECRET: 'made', // In place of the placeholder of a copied .env.example,
      JWT_REFRESH_SECRET: 'made', // and of one of a guide.
      REDIS_ENABLED: 'false',
      PORT: '1',
      WORKER_PORT: '2',
    });
  });
});

describe('the lock', () => {
  it('gets an entry for each optional package of another system, and names no registry', () => {
    const lock = {
      packages: {
        '': { name: 'x' },
        'node_modules/a': { resolved: 'https://registry.example/a.tgz', dev: true, optionalDependencies: { '@a/darwin-arm64': '1.2.3', b: '^2.0.0' } },
        'node_modules/b': { version: '2.0.0' },
      },
    };
    const completed = evaluate('lib/complete-lock.mjs', `(() => { const lock = ${JSON.stringify(lock)}; m.completeLock(lock); return lock.packages; })()`);
    expect(completed).toMatchObject({
      'node_modules/@a/darwin-arm64': { version: '1.2.3', dev: true, optional: true, os: ['darwin'], cpu: ['arm64'] },
    });
    expect(JSON.stringify(completed)).not.toContain('http');
  });
});

describe('the last line of npm test', () => {
  const count = (result: object | null): unknown => {
    const folder = reachableFolder();
    const file = join(folder, 'jest.json');
    if (result) writeFileSync(file, JSON.stringify(result));
    const line = evaluate('lib/test/summary.mjs', `m.lastLine(m.countResult('${file}'))`);
    rmSync(folder, { recursive: true });
    return line;
  };

  it('counts a suite that cannot run as a failure', () => {
    expect(count({ numPassedTests: 7, numFailedTests: 1, numRuntimeErrorTestSuites: 2 })).toBe('Tests: 7 passed, 3 failed');
  });

  it('counts a run without a result as a failure', () => {
    expect(count(null)).toBe('Tests: 0 passed, 1 failed');
  });
});

describe('the reason in a log', () => {
  it.each([
    ['a line\nFATAL:  no room\nanother', 'FATAL:  no room'],
    ['{"level":30,"msg":"up"}\n{"level":60,"msg":"JWT_ACCESS_SECRET is missing"}', 'JWT_ACCESS_SECRET is missing'],
    ['', 'it wrote nothing'],
  ])('%j is %s', (log, reason) => {
    expect(evaluate('lib/servers/log-tail.mjs', `m.reasonIn(${JSON.stringify(log)})`)).toBe(reason);
  });
});

describe('the report of the doors', () => {
  const report = (signature: string) => ['one', 'two'].map((door) => `## @countersign/${door}\n\n\`\`\`ts\n${door === 'two' ? signature : 'type A = 1;'}\n\`\`\``).join('\n\n');

  it('names those that changed, and says what to do', () => {
    const pages = [report('type B = 2;'), report('type B = 3;')].map((page) => JSON.stringify(page));
    expect(evaluate('lib/docs/api-report.mjs', `m.adviceOnDoors(${pages.join()})`)).toMatch(
      /^The doors changed: @countersign\/two\. .*docs\/extending\/stability\.md.*"npm run docs".*docs\/extending\/api-report\.md/,
    );
  });
});

describe('the bench', () => {
  it('records a request such that a bare program asks the same: transactions together, answers passed on', () => {
    const id = '018f0000-0000-7000-8000-000000000001';
    const sent = [
      { text: 'select', values: ['short'], rows: [{ id }], rowCount: 1 },
      { text: 'START TRANSACTION', values: [], rows: [], rowCount: null },
      { text: 'update', values: [id, 7], rows: [], rowCount: 1 },
      { text: 'COMMIT', values: [], rows: [], rowCount: null },
      { text: 'delete', values: ['never seen before'], rows: [], rowCount: 0 },
    ];
    const recipe = evaluate('bench/counting/recipe.mjs', `m.recipeOf(${JSON.stringify(sent)})`) as { text: string; values: unknown[] }[][];
    expect(recipe.map((unit) => unit.map(({ text }) => text))).toEqual([['select'], ['START TRANSACTION', 'update', 'COMMIT'], ['delete']]);
    expect(recipe[1]![1]!.values).toEqual([{ step: 0, row: 0, column: 'id' }, { is: 7 }]);
    expect(recipe[2]![0]!.values).toEqual([{ is: 'never seen before' }]);
  });

  it.each([
    [0.5, 0.52, 'within'],
    [0.5, 0.7, 'beyond'],
  ])('says of ratios %d and %d that they lie %s the spread', (ratio, before, verdict) => {
    const [one, other] = [ratio, before].map((value) => JSON.stringify({ ratio: value, spread: 0.1 }));
    expect(evaluate('bench/results/compare.mjs', `m.agreement(${one}, ${other})`)).toContain(`${verdict} the spread of 10 %`);
  });

  it('keeps to the clock, however late the answers come, and times from when a request was due', () => {
    const once = `async () => { await new Promise((done) => setTimeout(done, 300)); return { status: 200 }; }`;
    const arrivals = evaluate('bench/open-loop.mjs', `m.openLoop({ perSecond: 50, seconds: 0.4, once: ${once} })`) as { ms: number; doneMs: number }[];
    expect(arrivals).toHaveLength(20);
    expect(arrivals.every(({ ms }) => ms >= 295)).toBe(true);
    expect(Math.max(...arrivals.map(({ doneMs }) => doneMs))).toBeGreaterThan(650);
  });
});
