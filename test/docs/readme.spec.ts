import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import request from 'supertest';
import { curlsIn } from '../support/curl';
import { blocksOf, ROOT, wordOf, type Block } from '../support/readme';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { totp } from '../support/totp';

const blocks = blocksOf('README.md');
const { scripts } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** Commands that another suite runs for real, each with the file that does. */
const RUN_ELSEWHERE: Record<string, string> = {
  demo: 'test/scripts/demo.spec.ts',
  tests: '.ci/run',
  up: 'test/scripts',
  down: 'test/scripts',
  'own-servers': 'test/scripts/own-servers.spec.ts',
};

describe('README.md', () => {
  it('has no block that nothing runs', () => {
    const unknown = blocks.filter(({ words }) => !words.some((word) => /^(walk|tree|run=[\w-]+|output=[\w-]+)$/.test(word)));
    expect(unknown).toEqual([]);
  });

  it('names commands that exist, and a suite that runs each', () => {
    for (const block of blocks.filter((one) => wordOf(one, 'run'))) {
      const names = [...block.text.matchAll(/npm (?:run )?(?:-s )?(?!install\b)([\w:]+)/g)].map(([, name]) => name);
      expect(Object.keys(scripts)).toEqual(expect.arrayContaining(names));
      expect(names).not.toEqual([]);
      expect(existsSync(resolve(ROOT, RUN_ELSEWHERE[wordOf(block, 'run')!] ?? '?'))).toBe(true);
    }
  });

  it('draws the house as it is', () => {
    const tree = blocks.find(({ words }) => words.includes('tree'))!.text;
    for (const [path = ''] of tree.matchAll(/^[\w./-]+/gm)) expect([path, existsSync(resolve(ROOT, path))]).toEqual([path, true]);
    const page = readFileSync(resolve(ROOT, 'README.md'), 'utf8');
    for (const lib of readdirSync(resolve(ROOT, 'libs'))) expect(page).toContain(`\`${lib}\``);
  });

  it('links to pages that are there', () => {
    const page = readFileSync(resolve(ROOT, 'README.md'), 'utf8');
    for (const [, path = ''] of page.matchAll(/\]\(([^)#]+)\)/g)) expect([path, existsSync(resolve(ROOT, path))]).toEqual([path, true]);
  });
});

describe('the walk of README.md', () => {
  let suite: Suite;
  let url: string;
  beforeAll(async () => {
    suite = await sharedSuite();
    ({ url } = await suite.start('api'));
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
        const { status, ok, body: answer } = await request(url)[verb](path).set(headers).send(body);
        expect({ path, status, ok, answer }).toMatchObject({ ok: true });
        Object.assign(variables, saved(block, answer as object));
      }
    }
  });
});

/** `TOKEN=data.accessToken` keeps that member of the answer for later blocks. */
function saved({ words }: Block, answer: object): Record<string, string> {
  const wanted = words.flatMap((word) => [.../^([A-Z_]+)=(data\..+)$/.exec(word)?.slice(1) ?? []]);
  const [name, path] = wanted;
  if (name === undefined || path === undefined) return {};
  const value = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], answer);
  return { [name]: String(value) };
}
