import { runServiceCommand } from '../service-command.mjs';

/**
 * Runs or shows the migrations of the sources, on `DATABASE_URL`, else on the database of the stack that runs.
 *
 * @param {'run' | 'show'} action
 * @returns {Promise<number>} exit code
 */
export function runMigrateCommand(action) {
  return runServiceCommand('libs/database/src/cli/migrate.js', [action]);
}
