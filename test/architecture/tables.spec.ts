import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { getMetadataArgsStorage } from 'typeorm';
import { ownerOf, readSchema, recordMigrations, type Schema, type Statement } from '../../scripts/lib/docs/read-schema.cjs';
import { ROOT } from './support/planted-house';
import { libOf, libs, products, withoutComments, type Source } from './support/sources';

const WRITE = /\b(?:insert\s+into|update|delete\s+from|truncate(?:\s+table)?|merge\s+into)\s+(?:only\s+)?"?([a-z_][a-z0-9_]*)"?/gi;

/** Migrations and entities are found, not known. */
function load(path: string): Record<string, never> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import names its file, and this one is found
  return require(join(ROOT, path)) as Record<string, never>;
}

function foreignWrites(sources: readonly Source[], { tables }: Schema): string[] {
  const owners = new Map(tables.map(({ name, owner }) => [name, owner]));
  return sources.flatMap((source) =>
    [...withoutComments(source.text).matchAll(WRITE)].flatMap(([statement, table = '']) => {
      const owner = owners.get(table.toLowerCase());
      const isForeign = owner !== undefined && owner !== libOf(source);
      return isForeign ? [`${source.path} says "${statement}": ${table} belongs to ${owner}. Call ${owner}, or wait for its event.`] : [];
    }),
  );
}

describe('tables', () => {
  let schema: Schema;
  let statements: Statement[];

  beforeAll(async () => {
    const files = readdirSync(join(ROOT, 'migrations')).filter((name) => name.endsWith('.ts'));
    const classes = files.sort().flatMap((file) => {
      return Object.values(load(join('migrations', file))).map((migration) => ({ file, migration }));
    });
    statements = await recordMigrations(classes);
    schema = readSchema(statements, libs());
  });

  it('belong to the lib that the migration is named after', () => {
    expect(schema.tables.length).toBeGreaterThan(0);
    expect(schema.tables.filter(({ owner }) => owner === undefined)).toEqual([]);
    const misnamed = statements.filter(({ file }) => ownerOf(file, libs()) === undefined).map(({ file }) => file);
    expect([...new Set(misnamed)]).toEqual([]);
  });

  it('are written by their own lib alone', () => {
    expect(foreignWrites(products(), schema)).toEqual([]);
  });

  it.each([
    ['insert', 'await tx.query(`INSERT INTO users (id) values ($1)`)'],
    ['update', 'const sql = `with x as (\n  update\n    "users" set role = 1)`;'],
    ['delete', "const sql = 'delete from users where id = $1';"],
  ])('catches a planted %s', (_verb, text) => {
    const planted = { path: 'libs/sessions/src/planted.ts', text };
    expect(foreignWrites([planted], schema)).toEqual([expect.stringContaining('users belongs to accounts')]);
    expect(foreignWrites([{ ...planted, path: 'libs/accounts/src/planted.ts' }], schema)).toEqual([]);
  });

  it('are read by other libs through views alone', () => {
    const owners = new Map(schema.tables.map(({ name, owner }) => [name, owner]));
    const reads = products().flatMap((source) =>
      [...withoutComments(source.text).matchAll(/\b(?:from|join)\s+"?([a-z_][a-z0-9_]*)"?/g)].flatMap(([statement, table = '']) => {
        const owner = owners.get(table);
        return owner === undefined || owner === libOf(source) ? [] : [`${source.path} reads "${statement}" of ${owner}`];
      }),
    );
    expect(reads).toEqual([]);
  });

  it('name every constraint and index', () => {
    const rules = schema.tables.flatMap(({ name, constraints, indexes }) => [...constraints, ...indexes].map((rule) => ({ table: name, ...rule })));
    expect(rules.filter(({ name }) => name === '').map(({ table, text }) => `${table}: ${text}`)).toEqual([]);
    const nameless = statements.filter(({ sql }) => /create\s+(unique\s+)?index\s+(concurrently\s+)?on\b/i.test(sql));
    expect(nameless).toEqual([]);
  });

  it('catches a planted constraint without a name', () => {
    const sql = 'create table planted (id uuid primary key, user_id uuid references users (id), check (id is not null))';
    const { tables } = readSchema([{ file: '20260101000000-accounts-create.ts', sql }], libs());
    expect(tables[0]!.constraints.map(({ name, kind }) => [name, kind])).toEqual([['', 'primary key'], ['', 'foreign key'], ['', 'check']]);
  });

  it('have an entity with the same columns', () => {
    for (const { path } of products().filter((source) => source.path.endsWith('.entity.ts'))) load(path);
    const storage = getMetadataArgsStorage();
    const entities = storage.tables.filter(({ type }) => type === 'regular').map(({ name, target }) => [
      name,
      storage.columns.filter((column) => column.target === target).map(({ options }) => options.name).sort(),
    ]);
    const tables = schema.tables.map(({ name, columns }) => [name, [...columns].sort()]);
    expect(Object.fromEntries(entities)).toEqual(Object.fromEntries(tables));
  });
});

describe('migrations', () => {
  const FORM = /^\d{14}-[a-z][a-z-]*-[a-z]+\.ts$/;

  it('are named <timestamp>-<lib>-<verb>.ts', () => {
    expect(existsSync(join(ROOT, 'migrations'))).toBe(true);
    expect(readdirSync(join(ROOT, 'migrations')).filter((name) => !FORM.test(name))).toEqual([]);
  });
});
