import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { buildCopy } from '../build/build.mjs';
import { callerEnvironment, setting } from '../environment.mjs';
import { Fault } from '../fault.mjs';
import { ROOT } from '../paths.mjs';
import { createLog } from '../progress.mjs';
import { findRunningStack } from '../stack/running.mjs';

/**
 * Runs or shows the migrations of the sources as they are (of `dist/` where the compiler is not installed), on
 * `DATABASE_URL`, else on the database of the stack that runs.
 *
 * @param {'run' | 'show'} action
 * @returns {Promise<number>} exit code
 */
export async function runMigrateCommand(action) {
  const env = callerEnvironment();
  const url = setting(env, 'DATABASE_URL') ?? (await findRunningStack(env))?.databaseUrl;
  if (!url) throw new Fault('There is no database to migrate: set DATABASE_URL, or start a stack with `npm run up`.');

  const hasCompiler = fs.existsSync(path.join(ROOT, 'node_modules', '@nestjs', 'cli'));
  const build = hasCompiler ? await buildCopy('migration', createLog('migration')) : path.join(ROOT, 'dist');
  const script = path.join(build, 'libs', 'database', 'src', 'cli', 'migrate.js');
  const given = setting(env, 'DATABASE_URL') ? env : { ...env, DATABASE_URL: url };
  try {
    return spawnSync(process.execPath, [script, action], { cwd: ROOT, env: given, stdio: 'inherit' }).status ?? 1;
  } finally {
    if (hasCompiler) fs.rmSync(build, { recursive: true, force: true });
  }
}
