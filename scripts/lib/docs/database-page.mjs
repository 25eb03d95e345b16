import { createRequire } from 'node:module';
import { ranks } from '../../../architecture.mjs';
import { Fault } from '../fault.mjs';
import { inRankOrder } from './house.mjs';
import { code, page, table } from './markdown.mjs';
import { readSchema, recordMigrations } from './read-schema.cjs';

const require = createRequire(import.meta.url);

/** Tables and columns from the entities; owners, indexes and constraints from the SQL of the migrations. */
export async function databasePage({ migrations, libOf }) {
  const { tables, views } = readSchema(await recordMigrations(migrations), Object.keys(ranks));
  const entities = entitiesOf(libOf);
  for (const { name } of tables) {
    if (!entities.has(name)) throw new Fault(`No entity says the table ${name}: add a class with @Entity({ name: '${name}' }).`);
  }
  const sections = inRankOrder([...new Set(tables.map(({ owner }) => owner))]).map((owner) =>
    [`## ${owner}`, ...tables.filter((one) => one.owner === owner).map((one) => section(one, entities.get(one.name)))].join('\n\n'),
  );
  const viewList = views.map(({ name, owner }) => `- ${code(name)}, made by ${owner}`).join('\n');
  return page(
    'Database',
    'A lib writes its own tables only, and reads those of others through views. All times are `timestamptz`.',
    diagram(tables, entities),
    ...sections,
    viewList && `## Views\n\n${viewList}`,
  );
}

function entitiesOf(libOf) {
  const { getMetadataArgsStorage } = require('typeorm');
  const storage = getMetadataArgsStorage();
  return new Map(
    storage.tables
      .filter(({ type }) => type === 'regular')
      .map(({ name, target }) => {
        const columns = storage.columns.filter((column) => column.target === target).map(({ options }) => columnOf(options));
        return [name, { columns, className: target.name, lib: libOf(target) }];
      }),
  );
}

function columnOf({ name, type, array, nullable, primary }) {
  const shown = typeof type === 'function' ? type.name.toLowerCase() : type;
  return { name, type: array ? `${shown}[]` : shown, nullable: nullable === true, primary: primary === true };
}

function section({ name, indexes, constraints }, { columns, className }) {
  const columnRows = columns.map((column) => [code(column.name), code(column.type), column.nullable ? 'may be null' : '']);
  const ruleRows = [
    ...constraints.map((rule) => [code(rule.name), rule.kind]),
    ...indexes.map((index) => [code(index.name), `${index.kind} ${code(index.text)}`]),
  ];
  return [
    `### ${name}`,
    `Entity ${code(className)}.`,
    table(['column', 'type', ''], columnRows),
    table(['constraint or index', 'what it is'], ruleRows),
  ].join('\n\n');
}

/** Mermaid: the columns that name a row, and the foreign keys. */
function diagram(tables, entities) {
  const boxes = tables.map(({ name }) => {
    const columns = entities.get(name).columns.map((column) => `    ${column.type.replace('[]', '_list').replace(/\W+/g, '_')} ${column.name}${column.primary ? ' PK' : ''}`);
    return [`  ${name} {`, ...columns, '  }'].join('\n');
  });
  const lines = tables.flatMap(({ name, constraints }) =>
    constraints.flatMap((rule) => {
      const [, other] = /references "?([a-z0-9_]+)"?/i.exec(rule.text) ?? [];
      return rule.kind === 'foreign key' && other ? [`  ${other} ||--o{ ${name} : "${rule.name}"`] : [];
    }),
  );
  return ['```mermaid', 'erDiagram', ...boxes, ...lines, '```'].join('\n');
}
