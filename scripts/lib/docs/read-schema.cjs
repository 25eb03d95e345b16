// What migrations make, read from the SQL that they run; needs no database. CommonJS, since the tests read it too.
const NAME = '"?([a-z_][a-z0-9_]*)"?';
const FILE = /^\d{14}-(.+)\.ts$/;

/**
 * Runs the `up` of migrations against a recorder.
 *
 * @param {{ file: string, migration: new () => { up(runner: unknown): Promise<void> } }[]} migrations oldest first
 * @returns {Promise<{ file: string, sql: string }[]>} the statements in their order
 */
async function recordMigrations(migrations) {
  const statements = [];
  for (const { file, migration: Migration } of migrations) {
    const runner = { query: async (sql) => (statements.push({ file, sql }), []) };
    await new Migration().up(runner);
  }
  return statements;
}

/** `20260101000710-otp-delivery-create.ts` belongs to the longest lib name that it starts with. */
function ownerOf(file, libs) {
  const rest = FILE.exec(file)?.[1] ?? '';
  return [...libs].sort((a, b) => b.length - a.length).find((lib) => rest.startsWith(`${lib}-`));
}

/**
 * @param {{ file: string, sql: string }[]} statements
 * @param {string[]} libs
 * @returns {{ tables: Table[], views: { name: string, owner?: string }[] }}
 * @typedef {{ name: string, kind: string, text: string }} Rule
 * @typedef {{ name: string, owner?: string, columns: string[], constraints: Rule[], indexes: Rule[] }} Table
 */
function readSchema(statements, libs) {
  const tables = new Map();
  const views = new Map();
  for (const { file, sql } of statements) {
    const owner = ownerOf(file, libs);
    for (const statement of [sql.replace(/--[^\n]*/g, ' ').replace(/\s+/g, ' ').trim()]) {
      readTable(statement, owner, tables);
      readView(statement, owner, views);
      readIndex(statement, tables);
      readChange(statement, tables, views);
    }
  }
  return { tables: [...tables.values()].sort(byName), views: [...views.values()].sort(byName) };
}

function readTable(sql, owner, tables) {
  const [, name, rest] = match(`^create (?:unlogged )?table (?:if not exists )?${NAME} (?!partition of)(\\(.*)$`, sql);
  if (!name) return;
  const parts = splitTop(inParentheses(rest));
  const columns = parts.filter((part) => !/^(constraint|primary|unique|check|foreign|exclude)\b/i.test(part));
  const constraints = parts.flatMap((part) => constraintsIn(part));
  tables.set(name, { name, owner, columns: columns.map((part) => match(`^${NAME}`, part)[1]), constraints, indexes: [] });
}

function readView(sql, owner, views) {
  const [, name] = match(`^create (?:or replace )?(?:materialized )?view ${NAME}`, sql);
  if (name) views.set(name, { name, owner });
}

function readIndex(sql, tables) {
  const [, unique, name, table, rest] = match(
    `^create (unique )?index (?:concurrently )?(?:if not exists )?${NAME} on (?:only )?${NAME} ?(.*)$`,
    sql,
  );
  if (name) tables.get(table)?.indexes.push({ name, kind: unique ? 'unique' : 'index', text: rest });
}

/** What later releases do to tables that stand. */
function readChange(sql, tables, views) {
  const [, dropped] = match(`^drop table (?:if exists )?${NAME}`, sql);
  tables.delete(dropped);
  views.delete(match(`^drop view (?:if exists )?${NAME}`, sql)[1]);
  const [, index] = match(`^drop index (?:concurrently )?(?:if exists )?${NAME}`, sql);
  for (const table of tables.values()) table.indexes = table.indexes.filter(({ name }) => name !== index);
  const [, old, renamed] = match(`^alter index (?:if exists )?${NAME} rename to ${NAME}`, sql);
  for (const one of [...tables.values()].flatMap(({ indexes }) => indexes)) if (one.name === old) one.name = renamed;
  const [, name, changes] = match(`^alter table (?:if exists )?(?:only )?${NAME} (.*)$`, sql);
  const table = tables.get(name);
  if (table) for (const change of splitTop(changes)) changeTable(table, change);
}

function changeTable(table, change) {
  const [, dropped] = match(`^drop constraint (?:if exists )?${NAME}`, change);
  table.constraints = table.constraints.filter(({ name }) => name !== dropped);
  const [, removed] = match(`^drop column (?:if exists )?${NAME}`, change);
  table.columns = table.columns.filter((column) => column !== removed);
  const [, added] = match(`^add (?:column )(?:if not exists )?${NAME}`, change);
  if (added) table.columns.push(added);
  if (/^add /i.test(change)) table.constraints.push(...constraintsIn(change.replace(/^add (column )?/i, '')));
}

/** Named constraints of one part of a table; a nameless one gets the name '' so that a test can refuse it. */
function constraintsIn(part) {
  const kinds = /(?:constraint "?([a-z0-9_]+)"? )?\b(primary key|unique|check|foreign key|references|exclude)\b/gi;
  const found = [...withoutParentheses(part).matchAll(kinds)];
  return found
    .filter(({ 2: kind }, index) => !(kind.toLowerCase() === 'references' && found[index - 1]?.[2].toLowerCase() === 'foreign key'))
    .map(({ 1: name = '', 2: kind }) => ({ name, kind: kind.toLowerCase().replace('references', 'foreign key'), text: part }));
}

const match = (pattern, text) => new RegExp(pattern, 'i').exec(text) ?? [];
const byName = (a, b) => (a.name < b.name ? -1 : 1);

function inParentheses(text) {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    depth += text[index] === '(' ? 1 : text[index] === ')' ? -1 : 0;
    if (depth === 0) return text.slice(1, index);
  }
  return text.slice(1);
}

/** Parts between commas that stand in no parentheses. */
function splitTop(text) {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    depth += letter === '(' ? 1 : letter === ')' ? -1 : 0;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}

/** Expressions of checks may hold any word: `check (…)` becomes `check ()`. */
function withoutParentheses(text) {
  let depth = 0;
  return [...text].filter((letter) => {
    if (letter === ')') depth -= 1;
    const isOutside = depth === 0;
    if (letter === '(') depth += 1;
    return isOutside;
  }).join('');
}

module.exports = { ownerOf, readSchema, recordMigrations };
