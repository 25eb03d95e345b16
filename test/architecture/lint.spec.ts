import { lintFindings, PlantedHouse, type Findings } from './support/planted-house';

const lines = (count: number, line = '  total += 1;') => Array(count).fill(line).join('\n');
const functionOf = (count: number) => `export function long(): number {\n  let total = 0;\n${lines(count - 4)}\n  return total;\n}\n`;

/** Each breaks one rule; the words are of the rule's message. */
const PLANTED: readonly (readonly [file: string, words: string, text: string])[] = [
  ['libs/web/src/env.ts', 'Only libs/config reads the environment', `export const port = process.env.PORT;`],
  ['libs/web/src/env-quoted.ts', 'Only libs/config reads the environment', `export const port = process['env'].PORT;`],
  ['libs/web/src/env-taken.ts', 'Only libs/config reads the environment', `const { env } = process;\nexport const port = env.PORT;`],
  ['libs/web/src/env-import.ts', 'Only libs/config reads the environment', `import { env } from 'node:process';\nexport const port = env.PORT;`],
  ['apps/api/src/env.ts', 'Only libs/config reads the environment', `export const port = process.env.PORT;`],
  ['libs/web/src/bare.ts', 'A bare Error becomes', `export const fail = (): never => {\n  throw new Error('no');\n};`],
  ['libs/web/src/called.ts', 'A bare Error becomes', `export const fail = (): never => {\n  throw Error('no');\n};`],
  ['libs/web/src/nest.ts', 'Libs speak no HTTP', `import { NotFoundException } from '@nestjs/common';\nexport const fail = (): never => {\n  throw new NotFoundException();\n};`],
  ['libs/web/src/extended.ts', 'Libs speak no HTTP', `import { HttpException } from '@nestjs/common';\nexport class Mine extends HttpException {}`],
  ['libs/web/src/any.ts', 'no-explicit-any', `export const loose: any = 1;`],
  ['libs/crypto/src/random.ts', 'Math.random can be predicted', `export const dice = Math.random();`],
  ['test/e2e/random.spec.ts', 'Math.random can be predicted', `export const dice = Math.random();`],
  ['libs/web/src/now.ts', 'injected Clock', `export const now = Date.now();`],
  ['libs/web/src/new-date.ts', 'injected Clock', `export const now = new Date();`],
  ['migrations/20260101000000-web-now.ts', 'injected Clock', `export const now = new Date();`],
  ['libs/audit/index.ts', 'A door names each thing', `export * from './src/x';`],
  ['libs/audit/testing.ts', 'A door names each thing', `export * from './src/x';`],
  ['libs/accounts/index.ts', 'Entities, repositories and DTOs are private', `export { x } from './src/user.entity';`],
  ['libs/web/src/silent.ts', 'A suppression carries its reason', `// eslint-disable-next-line eqeqeq\nexport const same = (a: number) => a == 1;`],
  ['libs/web/src/silent-type.ts', 'A suppression carries its reason', `// @ts-expect-error it is wrong here\nexport const text: string = 1;`],
  ['libs/web/src/useless.ts', 'Unused eslint-disable', `// eslint-disable-next-line eqeqeq -- there was a reason once\nexport const same = 1;`],
  ['libs/web/src/file.ts', 'max-lines:', lines(251, '// one more')],
  ['libs/web/src/function.ts', 'max-lines-per-function:', functionOf(51)],
  ['libs/web/src/depth.ts', 'max-depth:', `export function deep(a: boolean): void {\n  if (a) for (;;) while (a) if (!a) return;\n}`],
  ['libs/web/src/promise.ts', 'no-floating-promises', `export function forget(): void {\n  Promise.resolve(1);\n}`],
  ['libs/web/src/mock.spec.ts', 'A mocked module proves the mock', `jest.mock('@countersign/kernel');`],
  ['libs/web/src/mock-own.spec.ts', 'A mocked module proves the mock', `jest.doMock('./env');`],
  ['libs/web/src/skip.spec.ts', 'A test that does not run', `it.skip('x', () => undefined);`],
  ['libs/web/src/skip-each.spec.ts', 'A test that does not run', `it.skip.each([1])('x', () => undefined);`],
  ['libs/web/src/only.spec.ts', 'A test that does not run', `describe.only('x', () => undefined);`],
  ['libs/web/src/xit.spec.ts', 'A test that does not run', `xit('x', () => undefined);`],
  ['libs/crypto/src/upward.ts', 'crypto has rank 3', `export { x } from '@countersign/web';`],
  ['libs/crypto/src/sibling.ts', 'crypto has rank 3', `export { x } from '@countersign/database/testing';`],
  ['libs/crypto/src/own.ts', 'by its relative path', `export { x } from '@countersign/crypto';`],
  ['libs/web/src/inner.ts', 'entered through its doors', `export { x } from '@countersign/kernel/src/ids';`],
  ['libs/web/src/fake.ts', 'testing.ts holds fakes', `export { FakeClock } from '@countersign/kernel/testing';`],
  ['apps/api/src/fake.ts', 'testing.ts holds fakes', `export { FakeClock } from '@countersign/kernel/testing';`],
];

/** What looks alike and is right. */
const SOUND: Readonly<Record<string, string>> = {
  'libs/config/src/read.ts': `export const port = process.env.PORT;`,
  'libs/kernel/src/clock.ts': `export const now = () => new Date(Date.now());`,
  'libs/web/src/parse.ts': `export const parse = (text: string) => new Date(text);`,
  'libs/web/src/fault.ts': `export class Fault extends Error {}`,
  'libs/web/src/reasoned.ts': `// eslint-disable-next-line eqeqeq -- null and undefined alike are meant here\nexport const none = (a: unknown) => a == null;`,
  'libs/web/src/meant.ts': `export function start(): void {\n  void Promise.resolve(1);\n}`,
  'libs/web/src/suite.spec.ts': `import { FakeClock } from '@countersign/kernel/testing';\nit('x', () => {\n  if (!FakeClock) throw new Error('no');\n${lines(60, '  expect(1).toBe(1);')}\n});`,
  'libs/web/src/function-of-fifty.ts': functionOf(50),
  'libs/web/src/package.spec.ts': `jest.mock('nodemailer');`,
  'libs/extensions/index.ts': `export { x } from '@countersign/totp';`,
};

describe('what must not be written', () => {
  let house: PlantedHouse;
  let findings: Findings;

  beforeAll(async () => {
    const files = [...PLANTED.map(([file, , text]) => [file, text] as const), ...Object.entries(SOUND)];
    expect(new Set(files.map(([file]) => file)).size).toBe(files.length);
    house = new PlantedHouse(Object.fromEntries(files.map(([file, text]) => [file, `${text}\n`])));
    findings = await lintFindings(house.folder);
  }, 120_000);

  afterAll(() => house.remove());

  it.each(PLANTED.map(([file, words]) => [file, words]))('%s: %s', (file, words) => {
    expect(findings.get(file)?.join('\n') ?? '').toContain(words);
  });

  it.each(Object.keys(SOUND))('leaves %s alone', (file) => {
    expect(findings.get(file) ?? []).toEqual([]);
  });
});
