import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import request from 'supertest';
import type { CurlRequest } from '../support/curl';
import { blocksOf, ROOT, wordOf } from '../support/readme';
import { enrol, register } from '../support/people';
import type { ServiceProcess } from '../support/processes';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { totp } from '../support/totp';
import { follow } from '../support/walk';

const page = readFileSync(resolve(ROOT, 'README.md'), 'utf8');
const blocks = blocksOf('README.md');
const { scripts } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const all = (form: RegExp, text = page) => [...text.matchAll(form)].map(([, found = '']) => found);

/** Blocks that another suite runs for real, each with the file that does. */
const RUN_ELSEWHERE: Record<string, string> = {
  demo: 'test/scripts/demo.spec.ts',
  tests: '.ci/run',
  up: 'test/scripts/up.spec.ts',
  'own-servers': 'test/scripts/own-servers.spec.ts',
  containers: 'test/architecture/containers.spec.ts',
};

describe('README.md', () => {
  it('is read in one go', () => {
    expect(page.split('\n').length).toBeLessThan(300);
  });

  it('has no block that nothing runs', () => {
    const unknown = blocks.filter(({ words }) => !words.some((word) => /^(walk|tree|run=[\w-]+|output=\w+)$/.test(word)));
    expect(unknown).toEqual([]);
    const elsewhere = blocks.flatMap((block) => wordOf(block, 'run') ?? []).filter((name) => name !== 'integration');
    for (const name of elsewhere) expect([name, existsSync(resolve(ROOT, RUN_ELSEWHERE[name] ?? 'nowhere'))]).toEqual([name, true]);
  });

  it('names commands, settings and models that exist', () => {
    const commands = all(/npm (?:run )?(?:-s )?(?!install\b|and\b|package\b|runs\b|ci\b)([\w:]+)/g);
    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
    const known = all(/^#?([A-Z][A-Z0-9_]*)=/gm, readFileSync(resolve(ROOT, '.env.production.example'), 'utf8'));
    const settings = all(/`([A-Z][A-Z0-9_]{3,})(?:=\w+)?`/g, page.slice(page.indexOf('## Prerequisites'), page.indexOf('## API endpoints')));
    expect(settings.filter((name) => !known.includes(name) && name !== 'NAME_FILE')).toEqual([]);
    const entities = all(/Entity `(\w+)`/g, readFileSync(resolve(ROOT, 'docs/database.md'), 'utf8'));
    const [, models = ''] = page.split('## Models');
    expect(entities).toEqual(expect.arrayContaining(all(/`([A-Z]\w+)`/g, models.split('##')[0])));
  });

  it('draws the house as it is', () => {
    const tree = blocks.find(({ words }) => words.includes('tree'))!.text;
    const paths = tree.trim().split('\n').flatMap((line) => line.split('  ')[0]!.split(' '));
    for (const path of paths) expect([path, existsSync(resolve(ROOT, path))]).toEqual([path, true]);
    for (const lib of readdirSync(resolve(ROOT, 'libs'))) expect(page).toContain(`[\`${lib}\`]`);
  });

  it.each(['README.md', 'test/README.md', 'docs/operations/containers.md', 'docs/operations/local-stack.md'])('%s links to pages that are there', (name) => {
    const folder = resolve(ROOT, name, '..');
    for (const path of all(/\]\(([^)#:]+)\)/g, readFileSync(resolve(ROOT, name), 'utf8'))) {
      expect([path, existsSync(resolve(folder, path))]).toEqual([path, true]);
    }
  });
});

describe('docs/performance.md', () => {
  it('has the place where the bench puts its figures, and figures there', () => {
    const [, figures = ''] = /<!-- measured -->([^]*)<!-- \/measured -->/.exec(readFileSync(resolve(ROOT, 'docs/performance.md'), 'utf8')) ?? [];
    expect(figures.match(/\bP\d+\b/g)?.length ?? 0).toBeGreaterThan(10);
  });
});

describe('docs/endpoints.md', () => {
  const rows = readFileSync(resolve(ROOT, 'docs/endpoints.md'), 'utf8').split('\n');

  it.each([
    ['POST /api/2fa/verify', 'everybody, or an API key'],
    ['POST /api/auth/login', 'everybody'],
    ['POST /api/users', 'an API key; administrators'],
    ['DELETE /api/users/{id}', 'an API key; administrators'],
    ['POST /api/users/{id}/suspend', 'a session; administrators; fresh'],
    ['POST /api/2fa/totp/setup', 'a session, or an API key; fresh'],
  ])('says who may call %s', (route, callers) => {
    expect(rows.find((row) => row.startsWith(`| \`${route}\` |`))).toMatch(new RegExp(`\\| ${callers} \\|$`));
  });
});

describe('the walk of README.md', () => {
  let suite: Suite;
  let service: ServiceProcess;
  beforeAll(async () => {
    suite = await sharedSuite();
    service = await suite.start('api');
    await suite.query("delete from users where username = 'testuser'");
  }, 60_000);
  afterAll(() => suite?.end());

  it('works as printed, in its order, on empty data', async () => {
    const variables: Record<string, string> = {};
    let codes = 0;
    const codeOf = (secret: string) => totp(secret, codes++);
    const ask = async ({ method, url: address, headers, body }: CurlRequest) => {
      const path = address.replace('http://localhost:3001', '');
      const verb = method.toLowerCase() as 'get' | 'post';
      const { status, ok, body: answer } = await request(service.url)[verb](path).set(headers).send(body);
      expect({ path, status, ok, answer }).toMatchObject({ ok: true });
      return answer as object;
    };
    for (const block of blocks.filter(({ words }) => words.includes('walk'))) await follow(block, variables, { ask, codeOf });
    expect(codes).toBe(2);
  });

  it('lets an application’s users in: with and without a code, not with a wrong one, and not after too many', async () => {
    const { api } = service;
    const [plain, careful, clumsy] = [await register(api), await enrol(api), await register(api)];
    const wrong = { name: clumsy.username, password: 'Not-This-One-7', codes: [] };
    const wrongCode = '000000' === totp(careful.secret, 1) ? '000001' : '000000';
    const outcomes = await integrate(`${service.url}/api`, [
      { name: plain.email, password: plain.password, codes: [] },
      { name: careful.username, password: careful.password, codes: [wrongCode, totp(careful.secret, 0), totp(careful.secret, 1)] },
      { name: careful.username, password: careful.password, codes: Array.from({ length: 6 }, () => wrongCode) },
      ...Array.from({ length: 5 }, () => wrong),
      { ...wrong, password: clumsy.password },
    ]);
    const hints = [expect.stringContaining('code'), expect.stringMatching(/already|just been used/)];
    expect(outcomes).toMatchObject([
      { user: { username: plain.username }, accessToken: expect.any(String), refreshToken: expect.any(String), hints: [] },
      { user: { username: careful.username, twoFactorEnabled: true }, hints },
      { problem: 'Too late, or too many wrong codes: log in again.' },
      ...Array.from({ length: 5 }, () => ({ problem: 'Wrong name or password.' })),
      { problem: expect.stringMatching(/^Try again in \d+ seconds\.$/) },
    ]);
  });

  it('tells an application’s users when to come back to a service that is out of breath', async () => {
    const busy = createServer((_request, response) => response.writeHead(503).end('{ "code": "service_unavailable", "retryAfter": 7 }')).listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const { port } = busy.address() as AddressInfo;
    const asked = integrate(`http://127.0.0.1:${port}/api`, [{ name: 'jo', password: 'any', codes: [] }]);
    const outcomes = await asked.finally(() => busy.close());
    expect(outcomes).toMatchObject([{ problem: 'Try again in 7 seconds.' }]);
  });

  it('lets an application see every other fault as it is', async () => {
    const outcomes = await integrate('http://127.0.0.1:1/api', [{ name: 'jo', password: 'any', codes: [] }]);
    expect(outcomes).toMatchObject([{ isError: true, said: 'fetch failed' }]);
  });

  /** Runs the example as a module of its own, one log-in after the other. */
  async function integrate(address: string, people: readonly { name: string; password: string; codes: readonly string[] }[]): Promise<unknown[]> {
    const example = blocks.find((block) => wordOf(block, 'run') === 'integration')!.text;
    const program = `${example}
      for (const { name, password, codes } of ${JSON.stringify(people)}) {
        const hints = [];
        const ask = async ([method], hint) => (hint && hints.push(hint), method.type === 'totp' ? codes.shift() : '');
        const thrown = (error) => ({ isError: error instanceof Error, said: error.message });
        console.log(JSON.stringify({ hints, ...(await logIn(name, password, ask).catch(thrown)) }));
      }`;
    const env = { PATH: process.env.PATH, COUNTERSIGN_URL: address };
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await new Promise((done) => child.once('close', done));
    return output.trim().split('\n').map((line) => JSON.parse(line) as unknown);
  }
});
