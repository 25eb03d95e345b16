import { type ConnectedTestDatabase, connectTestDatabase } from '@countersign/database/testing';
import * as sql from './user-administration.statements';
import { UserAdministration } from './user-administration';

const USERS = 20_000;

const AT_ONCE = 10_000;

/** Ids as they were made one after another, names that are not: $1 comes before the first. */
const SOME = `insert into users (id, email, email_key, username, username_key, external_id)
  select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, name || '@Example.com', name || '@example.com', 'U' || name, 'u' || name, 'app-' || n
  from generate_series($1::int + 1, $1::int + ${AT_ONCE}) n, lateral (select left(md5(n::text), 12) as name) named`;

describe('the search for users among many', () => {
  let test: ConnectedTestDatabase;
  let administration: UserAdministration;
  beforeAll(async () => {
    test = await connectTestDatabase();
    for (let made = 0; made < USERS; made += AT_ONCE) await test.dataSource.query(SOME, [made]);
    await test.dataSource.query('analyze users');
    administration = new UserAdministration(test.database);
  }, 60_000);
  afterAll(() => test.drop());

  /** As PostgreSQL runs it when it is left alone: the deepest rows that any node read. */
  const plan = async ({ text }: { text: string }, given: readonly unknown[]) => {
    const [{ 'QUERY PLAN': [plan] }] = (await test.dataSource.query(`explain (analyze, format json) ${text}`, [...given])) as [{ 'QUERY PLAN': [{ Plan: Node }] }];
    return nodesOf(plan!.Plan);
  };

  it.each([
    ['a rare beginning', ['abcd', 'abcd\u{10FFFF}', null, 'abcd', null, 21, 'abcd']],
    ['a common one, later on', ['ab', 'ab\u{10FFFF}', null, 'ab', '01900000-0000-7000-8000-000000003fff', 21, 'ab']],
    ['one that nobody has', ['zz', 'zz\u{10FFFF}', null, 'app-7', null, 21, 'zz']],
  ])('reads no whole table, by %s', async (_how, given) => {
    const nodes = await plan(sql.search, given);
    expect(nodes.map((node) => node['Node Type']).filter((type) => type === 'Seq Scan')).toEqual([]);
    expect(Math.max(...nodes.map(rowsOf))).toBeLessThan(USERS / 100);
  });

  it('walks all of them by their ids, a page at a time', async () => {
    const nodes = await plan(sql.list, ['01900000-0000-7000-8000-000000003fff', 21]);
    expect(nodes.map((node) => node['Index Name'] ?? '')).toContain('pk_users');
    expect(Math.max(...nodes.map(rowsOf))).toBeLessThan(22);
  });

  it('finds all that begin so, by either name, the newest first and each once', async () => {
    const query = 'select id from users where starts_with(email_key, $1) or starts_with(username_key, $1) order by id desc';
    for (const beginning of ['ab', 'uab', 'AB']) {
      const expected = ((await test.dataSource.query(query, [beginning.toLowerCase()])) as { id: string }[]).map(({ id }) => id);
      const found: string[] = [];
      for (let page = 0; found.length < expected.length && page < 50; page += 1) {
        found.push(...(await administration.search({ query: beginning, after: found.at(-1), limit: 7 })).map(({ id }) => id));
      }
      expect(found).toEqual(expected);
      expect(expected.length).toBeGreaterThan(7);
    }
    for (const exact of ['app-77', '01900000-0000-7000-8000-00000000004d']) {
      expect(await administration.search({ query: exact, limit: 7 })).toMatchObject([{ id: '01900000-0000-7000-8000-00000000004d' }]);
    }
    for (const nobody of ['%', '_bc', 'app-', '01900000-0000-7000']) expect(await administration.search({ query: nobody, limit: 7 })).toEqual([]);
  });
});

type Node = Readonly<Record<'Node Type' | 'Index Name', string> & Record<'Actual Rows' | 'Actual Loops', number>> & {
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Node[];
};

const nodesOf = (node: Node): readonly Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
const rowsOf = (node: Node) => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
