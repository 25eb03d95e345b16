import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import request from 'supertest';
import { curlsIn } from '../support/curl';
import { blocksOf, ROOT, wordOf, type Block } from '../support/readme';
import { enrol, register } from '../support/people';
import type { ServiceProcess } from '../support/processes';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { totp } from '../support/totp';

const page = readFileSync(resolve(ROOT, 'README.md'), 'utf8');
const blocks = blocksOf('README.md');
const { scripts } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const all = (form: RegExp, text = page) => [...text.matchAll(form)].map(([, found = '']) => found);

/** Blocks that another suite runs for real, each with the file that does. */
const RUN_ELSEWHERE: Record<string, string> = {
  demo: 'test/scripts/demo.spec.ts',
  tests: '.ci/run',
  up: 'test/scripts/up.spec.ts',
  down: 'test/scripts/up.spec.ts',
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
    for (const block of blocks.filter(({ words }) => words.includes('walk'))) {
      if (block.words.includes('CODE=totp')) variables.CODE = totp(variables.SECRET!, codes++);
      for (const { method, url: address, headers, body } of curlsIn(block.text, variables)) {
        const path = address.replace('http://localhost:3001', '');
        const verb = method.toLowerCase() as 'get' | 'post';
        const { status, ok, body: answer } = await request(service.url)[verb](path).set(headers).send(body);
        expect({ path, status, ok, answer }).toMatchObject({ ok: true });
        Object.assign(variables, saved(block, answer as object));
      }
    }
  });

  it('lets an application’s users in: with and without a code, not with a wrong one, and not after too many', async () => {
    const { api } = service;
    const [plain, careful, clumsy] = [await register(api), await enrol(api), await register(api)];
    const wrong = { name: clumsy.username, password: 'Not-This-One-7', code: '' };
    const outcomes = await integrate([
      { name: plain.email, password: plain.password, code: '' },
      { name: careful.username, password: careful.password, code: '000000' === totp(careful.secret, 1) ? '000001' : '000000' },
      { name: careful.username, password: careful.password, code: totp(careful.secret, 1) },
      ...Array.from({ length: 5 }, () => wrong),
      { ...wrong, password: clumsy.password },
    ]);
    expect(outcomes).toMatchObject([
      { user: { username: plain.username }, accessToken: expect.any(String), refreshToken: expect.any(String) },
      { problem: 'Wrong code.' },
      { user: { username: careful.username, twoFactorEnabled: true } },
      ...Array.from({ length: 5 }, () => ({ problem: 'Wrong name or password.' })),
      { problem: expect.stringMatching(/^Try again in \d+ seconds\.$/) },
    ]);
  });

  /** Runs the example as a module of its own, one log-in after the other. */
  async function integrate(people: readonly { name: string; password: string; code: string }[]): Promise<unknown[]> {
    const example = blocks.find((block) => wordOf(block, 'run') === 'integration')!.text;
    const program = `${example}
      for (const { name, password, code } of ${JSON.stringify(people)}) {
        console.log(JSON.stringify(await logIn(name, password, async ([method]) => (method.type === 'totp' ? code : ''))));
      }`;
    const env = { PATH: process.env.PATH, COUNTERSIGN_URL: `${service.url}/api` };
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await new Promise((done) => child.once('close', done));
    return output.trim().split('\n').map((line) => JSON.parse(line) as unknown);
  }
});

/** `TOKEN=data.accessToken` keeps that member of the answer for later blocks. */
function saved({ words }: Block, answer: object): Record<string, string> {
  const wanted = words.flatMap((word) => [...word.matchAll(/^([A-Z_]+)=(data\..+)$/g)]);
  const valueAt = (path: string) => path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], answer);
  return Object.fromEntries(wanted.map(([, name, path]) => [name, String(valueAt(path!))]));
}
