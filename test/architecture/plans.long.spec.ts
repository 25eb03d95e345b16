import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { createTestDatabase, declaredStatements, type TestDatabase } from '@countersign/database/testing';
import { ROOT } from './support/planted-house';
import { products } from './support/sources';

const USERS = 100_000;
/** Of fewer rows a scan is the quickest way. */
const BIG_ROWS = 10_000;
const MINUTES = 60_000;
const HAS_PLAN = /^\s*(select|insert|update|delete|with)\b/i;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

/** Files that say statements are found, not known; each says them as it is loaded. */
function loadStatements(): void {
  for (const { path, text } of products()) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import names its file, and these are found
    if (/=\s*statement[<(]/.test(text)) require(join(ROOT, path));
  }
}

function scannedIn(plan: Plan): string[] {
  const own = plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? ''] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(scannedIn)];
}

describe(`plans with ${USERS} users and as many events`, () => {
  let database: TestDatabase;
  let client: Client;
  let big: Set<string>;

  beforeAll(async () => {
    loadStatements();
    database = await createTestDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(`set session_replication_role = replica; set growth.users = ${USERS}; set growth.events = 1`);
    await client.query(readFileSync(join(ROOT, 'scripts/bench/growth/fill.sql'), 'utf8'));
    await client.query('reset session_replication_role; analyze');
    const { rows } = await client.query<{ relname: string }>('select relname from pg_class where reltuples > $1', [BIG_ROWS]);
    big = new Set(rows.map(({ relname }) => relname));
    // What a connection comes to use after five runs: one plan for whatever values.
    await client.query('set plan_cache_mode = force_generic_plan');
  }, 10 * MINUTES);

  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  async function scannedBy(name: string, text: string): Promise<string[]> {
    const parameters = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
    await client.query(`prepare plan_of_${name} as ${text}`);
    const given = parameters > 0 ? `(${Array(parameters).fill('null').join(', ')})` : '';
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`explain (format json) execute plan_of_${name}${given}`);
    return scannedIn(rows[0]!['QUERY PLAN'][0].Plan).filter((table) => big.has(table));
  }

  it('read no big table as a whole, whichever statement a lib says', async () => {
    const all = [...declaredStatements().values()].filter(({ text }) => HAS_PLAN.test(text));
    expect(all.length).toBeGreaterThan(100);
    const scanning: string[] = [];
    for (const { name, text } of all) {
      const tables = await scannedBy(name, text);
      if (tables.length > 0) scanning.push(`${name} reads all of ${tables.join(', ')}`);
    }
    expect(scanning).toEqual([]);
  }, MINUTES);

  it('would be told from one that does', async () => {
    expect(big).toContain('sessions');
    expect(await scannedBy('spec_scanning', 'select id from sessions where ip_address = $1')).toEqual(['sessions']);
  });
});
