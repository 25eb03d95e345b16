import { cruise, cruiseFindings, PlantedHouse, type Findings } from './support/planted-house';

const SOUND = {
  'libs/kernel/index.ts': `export { id } from './src/inner';`,
  'libs/kernel/testing.ts': `export const fake = 1;`,
  'libs/kernel/src/inner.ts': `export const id = 1;`,
  'libs/kernel/src/inner.spec.ts': `import { fake } from '../testing'; console.log(fake);`,
  'libs/crypto/index.ts': `export { made } from './src/made';`,
  'libs/crypto/src/made.ts': `import { id } from '@countersign/kernel'; export const made = id;`,
  'libs/crypto/src/made.spec.ts': `import { fake } from '@countersign/kernel/testing'; console.log(fake);`,
  'libs/crypto/testing.ts': `export { fake } from '@countersign/kernel/testing';`,
  'libs/database/index.ts': `import 'typeorm'; export const rows = 1;`,
  'libs/factors/http.ts': `export const controllers = 1;`,
  'libs/notices/worker.ts': `import { made } from '@countersign/crypto'; export const processors = made;`,
  'apps/api/src/main.ts': `import { controllers } from '@countersign/factors/http'; console.log(controllers);`,
  'apps/worker/src/main.ts': `import { processors } from '@countersign/notices/worker'; console.log(processors);`,
  'migrations/20260101000000-kernel-create.ts': `import 'typeorm';`,
  'test/e2e/flow.spec.ts': `import { fake } from '@countersign/kernel/testing'; console.log(fake);`,
  // Types are erased: two files may know each other's.
  'libs/web/src/one.ts': `import type { Two } from './two'; export interface One { two?: Two }`,
  'libs/web/src/two.ts': `import type { One } from './one'; export interface Two { one?: One }`,
};

/** Each breaks exactly one rule. */
const PLANTED: Readonly<Record<string, readonly [rule: string, text: string]>> = {
  'libs/crypto/src/upward.ts': ['rank-crypto', `import { controllers } from '@countersign/factors/http'; console.log(controllers);`],
  'libs/crypto/src/sibling.ts': ['rank-crypto', `import { rows } from '@countersign/database'; console.log(rows);`],
  'libs/crypto/src/type-upward.ts': ['rank-crypto', `import type { One } from '@countersign/factors/http'; export type X = One;`],
  'libs/crypto/src/app.ts': ['rank-crypto', `import '../../../apps/lonely';`],
  'apps/lonely.ts': ['doors', `import { id } from '@countersign/kernel/src/inner'; export { id };`],
  'libs/auth/src/back-door.ts': ['doors', `import { id } from '@countersign/kernel/src/inner'; console.log(id);`],
  'test/e2e/back-door.spec.ts': ['doors', `import { id } from '../../libs/kernel/src/inner'; console.log(id);`],
  'libs/auth/src/by-path.ts': ['by-name', `import { id } from '../../kernel/index'; console.log(id);`],
  'libs/auth/src/own-door.ts': ['own-doors', `import { nothing } from '@countersign/auth'; console.log(nothing);`],
  'libs/auth/src/fakes.ts': ['no-testing-in-products', `import { fake } from '@countersign/kernel/testing'; console.log(fake);`],
  'libs/auth/src/circle-a.ts': ['no-cycles', `import { b } from './circle-b'; export const a: number = b;`],
  'libs/auth/src/lost.ts': ['resolves', `import './nowhere';`],
  'libs/auth/src/dev.ts': ['no-dev-packages', `import helper from 'only-for-tests'; console.log(helper);`],
  'migrations/20260102000000-auth-change.ts': ['migrations-alone', `import { id } from '@countersign/kernel'; console.log(id);`],
  // Two steps away: the app opens an index door behind which a processor (a controller) stands.
  'apps/api/src/leak.ts': ['api-no-worker', `import { sent } from '@countersign/audit'; console.log(sent);`],
  'apps/worker/src/leak.ts': ['worker-no-http', `import { routes } from '@countersign/sessions'; console.log(routes);`],
  'apps/api/src/fake.ts': ['apps-reach-no-testing', `import { hidden } from '@countersign/accounts'; console.log(hidden);`],
};

const HELPERS = {
  'libs/auth/index.ts': `export const nothing = 1;`,
  'libs/auth/src/circle-b.ts': `import { a } from './circle-a'; export const b: number = a;`,
  'libs/audit/index.ts': `export { sent } from './src/send';`,
  'libs/audit/src/send.ts': `import { processor } from './worker/processor'; export const sent = processor;`,
  'libs/audit/src/worker/processor.ts': `export const processor = 1;`,
  'libs/sessions/index.ts': `export { routes } from './src/routes';`,
  'libs/sessions/src/routes.ts': `export { controller as routes } from './sessions.controller';`,
  'libs/sessions/src/sessions.controller.ts': `export const controller = 1;`,
  'libs/accounts/index.ts': `export { hidden } from './src/test-hidden';`,
  'libs/accounts/src/test-hidden.ts': `export { fake as hidden } from '../testing';`,
  'libs/accounts/testing.ts': `export const fake = 1;`,
};

describe('who may import whom', () => {
  let house: PlantedHouse;
  let findings: Findings;

  beforeAll(async () => {
    const planted = Object.fromEntries(Object.entries(PLANTED).map(([file, [, text]]) => [file, text]));
    house = new PlantedHouse({ ...SOUND, ...HELPERS, ...planted });
    findings = await cruiseFindings(house.folder);
  }, 120_000);

  afterAll(() => house.remove());

  it.each(Object.entries(PLANTED).map(([file, [rule]]) => [rule, file]))('%s catches %s', (rule, file) => {
    expect(findings.get(file)).toContain(rule);
  });

  it.each(Object.keys(SOUND))('leaves %s alone', (file) => {
    expect(findings.get(file) ?? []).toEqual([]);
  });

  it('says what to type when a lib has no rank', async () => {
    const stranger = new PlantedHouse({ ...SOUND, 'libs/mystery/index.ts': 'export const x = 1;' });
    const { code, errors } = await cruise(stranger.folder, 'err');
    stranger.remove();
    expect(code).not.toBe(0);
    expect(errors).toContain('libs/mystery has no rank: add "mystery: <rank>," to the table of architecture.mjs.');
  });
});
