import fs from 'node:fs';
import path from 'node:path';
import { Fault } from '../fault.mjs';
import { ROOT } from '../paths.mjs';

const INDENT = ' '.repeat(4);

/**
 * Writes `migrations/<timestamp>-<lib>-<verb>.ts`.
 *
 * @param {{ lib: string, verb: string, up?: string[], down?: string[], now?: Date }} options SQL statements; without
 *   them the author fills in his own
 */
export function createMigration({ lib, verb, up = [], down = [], now = new Date() }) {
  refuseOtherNames(lib, verb);
  const stamp = now.toISOString().replace(/\D/g, '').slice(0, 14);
  const file = path.join(ROOT, 'migrations', `${stamp}-${lib}-${verb}.ts`);
  // TypeORM orders by the milliseconds at the end of the name, which is the file's time.
  const name = `${[...verb.split('-'), ...lib.split('-')].map(capital).join('')}${Math.floor(now.getTime() / 1000) * 1000}`;
  fs.writeFileSync(file, sourceOf({ name, up, down }), { flag: 'wx' });
  console.log(`${path.relative(ROOT, file)} is there: review it, then \`npm run migration:run\``);
}

export function refuseOtherNames(lib, verb) {
  const libs = fs.readdirSync(path.join(ROOT, 'libs'));
  const usage = 'npm run migration:create -- <lib> <verb>, such as `-- accounts add-locale`';
  if (!lib || !verb) throw new Fault(`Say which lib and what it does: ${usage}.`);
  if (!libs.includes(lib)) throw new Fault(`There is no libs/${lib}: use one of ${libs.join(', ')} (${usage}).`);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(verb)) throw new Fault(`"${verb}" is not words joined by dashes: ${usage}.`);
}

function sourceOf({ name, up, down }) {
  return `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${name} implements MigrationInterface {
  readonly name = '${name}';

  async up(runner: QueryRunner): Promise<void> {
${statements(up)}
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
${statements(down)}
  }
}
`;
}

function statements(list) {
  const all = list.length > 0 ? list : ['select 1'];
  return all.map((sql) => `${INDENT}await runner.query(\`${sql.replace(/[\\`$]/g, '\\$&')}\`);`).join('\n');
}

function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
