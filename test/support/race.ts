import { join } from 'node:path';
import type { Client, Reply } from './client';
import { sharedSuite } from './shared-suite';
import { openSuite, type Suite } from './suite';

/** A race may start a worker, and hash fifty passwords. */
const LIMIT_MILLISECONDS = 60_000;

export interface Scene {
  /** Two API processes on one database; of a mutant, one process twice. */
  readonly apis: readonly [Client, Client];
  readonly suite: Suite;
}

export interface Race {
  readonly title: string;
  /** Files of test/mutants whose naive forms together break the rule. */
  readonly mutants: readonly string[];
  /** Runs requests at once and counts what may happen `allowed` times, and once at least where it may happen at all. */
  readonly measure: (scene: Scene) => Promise<number>;
  readonly allowed: number;
}

/** Sends requests at once, by turns to both processes. */
export function atOnce(apis: readonly Client[], count: number, send: (api: Client, index: number) => Promise<Reply>): Promise<Reply[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => send(apis[index % apis.length]!, index)));
}

export const withCode = (replies: readonly Reply[], code: string) => replies.filter(({ body }) => body.code === code).length;
export const withStatus = (replies: readonly Reply[], status: number) => replies.filter((reply) => reply.status === status).length;

/** Each race twice: against two processes of the service, and against one whose methods are the naive ones. */
export function describeRaces(title: string, races: readonly Race[], environment?: Record<string, string>): void {
  describe(title, () => {
    let suite: Suite;
    let genuine: Scene['apis'];
    let naive: Scene['apis'];

    beforeAll(async () => {
      suite = await (environment ? openSuite(environment) : sharedSuite());
      await suite.query('create table if not exists test_mutants (name text primary key, arrived integer not null default 0)');
      const names = [...new Set(races.flatMap(({ mutants }) => mutants))];
      const preloads = names.map((name) => join(__dirname, '../mutants', `${name}.cjs`));
      const [one, two, mutant] = await Promise.all([suite.start('api'), suite.start('api'), suite.start('api', {}, { preloads })]);
      genuine = [one.api, two.api];
      // What fails within one process needs no second one.
      naive = [mutant.api, mutant.api];
    }, 120_000);
    afterAll(() => suite?.end());
    afterEach(() => suite.query('delete from test_mutants'));

    describe.each(races)('$title', ({ mutants, measure, allowed }) => {
      it('holds over two processes', async () => {
        // A busy machine answers some of so many with 503, which costs nothing but the exact number.
        const count = await measure({ apis: genuine, suite });
        expect(count).toBeLessThanOrEqual(allowed);
        expect(count > 0).toBe(allowed > 0);
      }, LIMIT_MILLISECONDS);

      it(`is seen to fail with ${mutants.join(' and ')}`, async () => {
        for (const name of mutants) await suite.query('insert into test_mutants (name) values ($1)', [name]);
        // The naive forms wait for company, but not for ever: on a busy machine it may come too late.
        let count = await measure({ apis: naive, suite });
        for (let more = 0; more < 2 && count <= allowed; more += 1) {
          await suite.query('update test_mutants set arrived = 0');
          count = await measure({ apis: naive, suite });
        }
        expect(count).toBeGreaterThan(allowed);
      }, LIMIT_MILLISECONDS);
    });
  });
}
