import { Fault } from '../lib/fault.mjs';
import { createMigration } from '../lib/migrations/create.mjs';
import { generateMigration } from '../lib/migrations/generate.mjs';
import { runMigrateCommand } from '../lib/migrations/run.mjs';

const ACTIONS = {
  create: ([lib, verb]) => createMigration({ lib, verb }),
  generate: ([lib, verb]) => generateMigration({ lib, verb }),
  run: () => runMigrateCommand('run'),
  show: () => runMigrateCommand('show'),
  revert: () => {
    throw new Fault('Migrations only go forward, since the last release still runs on the schema: write a new one with `npm run migration:create`.');
  },
};

/** `npm run migration:<action>`. */
export function main([action, ...rest]) {
  if (!ACTIONS[action]) throw new Fault(`There is no "${action}": use one of ${Object.keys(ACTIONS).join(', ')}.`);
  return ACTIONS[action](rest);
}
