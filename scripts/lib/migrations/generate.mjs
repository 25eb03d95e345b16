import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { buildCopy } from '../build/build.mjs';
import { createLog } from '../progress.mjs';
import { openDatabase } from '../stack/open-servers.mjs';
import { migrate } from '../stack/services.mjs';
import { withCrew } from '../stack/start.mjs';
import { createMigration, refuseOtherNames } from './create.mjs';

/**
 * Writes a migration with what the entities have and the schema has not. The schema is the one that all migrations
 * make in an empty PostgreSQL of its own: that of a developer's database may have been changed by hand.
 */
export async function generateMigration({ lib, verb }) {
  refuseOtherNames(lib, verb);
  const log = createLog('migration');
  const { up, down, stop } = await withCrew({ purpose: 'migration', env: {}, log }, async (plan) => {
    const [database, build] = await Promise.all([
      openDatabase(plan),
      buildCopy('migration', log, (folder) => plan.crew.removeAtEnd(folder)),
    ]);
    await migrate({ build, env: { ...process.env, NODE_ENV: 'development', DATABASE_URL: database.url }, log });
    return compare(database.url, build);
  });
  await stop();
  if (up.length === 0) return console.log('The entities and the migrations agree: nothing to write.');
  createMigration({ lib, verb, up, down });
}

/** @returns {Promise<{ up: string[], down: string[] }>} */
async function compare(url, build) {
  const require = createRequire(import.meta.url);
  const { DataSource } = require('typeorm');
  const entities = entityFiles(path.join(build, 'libs')).flatMap((file) => Object.values(require(file)));
  const source = new DataSource({ type: 'postgres', url, entities, installExtensions: false });
  await source.initialize();
  try {
    const { upQueries, downQueries } = await source.driver.createSchemaBuilder().log();
    return { up: written(upQueries), down: written(downQueries).reverse() };
  } finally {
    await source.destroy();
  }
}

function entityFiles(folder) {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter(({ name }) => name.endsWith('.entity.js')).map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

/**
 * Entities say columns only: indexes, constraints and defaults are the migrations' own, and what would drop them or
 * rewrite them is left out.
 */
function written(queries) {
  return queries.map(({ query }) => query).filter((query) => /^CREATE TABLE|^ALTER TABLE .* (ADD|DROP) (COLUMN )?"|^DROP TABLE/.test(query));
}
