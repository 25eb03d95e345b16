import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { buildCopy } from './build/build.mjs';
import { callerEnvironment, setting } from './environment.mjs';
import { Fault } from './fault.mjs';
import { ROOT } from './paths.mjs';
import { createLog } from './progress.mjs';
import { lastingFolder } from './stack/data-folder.mjs';
import { findRunningStack } from './stack/running.mjs';
import { isPlaceholder, secretsOf } from './stack/secrets.mjs';

/**
 * Runs a command of the service, of the sources as they are (of `dist/` where the compiler is not installed), with the
 * settings of `.env` and the environment, else with those of the stack that runs.
 *
 * @param {string} script below the build, e.g. `libs/sessions/src/cli/keys.js`
 * @param {string[]} args
 * @returns {Promise<number>} exit code
 */
export async function runServiceCommand(script, args) {
  const env = await serviceSettings();
  const hasCompiler = fs.existsSync(path.join(ROOT, 'node_modules', '@nestjs', 'cli'));
  const build = hasCompiler ? await buildCopy('command', createLog('command')) : path.join(ROOT, 'dist');
  try {
    return spawnSync(process.execPath, [path.join(build, script), ...args], { cwd: ROOT, env, stdio: 'inherit' }).status ?? 1;
  } finally {
    if (hasCompiler) fs.rmSync(build, { recursive: true, force: true });
  }
}

/** A database that is given has its own secrets; that of the running stack has those of its data folder. */
async function serviceSettings() {
  const env = callerEnvironment();
  if (setting(env, 'DATABASE_URL')) return env;
  const stack = await findRunningStack(env);
  if (!stack) throw new Fault('There is no database: set DATABASE_URL and the secrets of the service, or start a stack with `npm run up`.');
  const { service } = secretsOf(await lastingFolder(env));
  const made = Object.entries(service).filter(([name]) => !setting(env, name) || isPlaceholder(env[name]));
  return { ...env, ...Object.fromEntries(made), DATABASE_URL: stack.databaseUrl, NODE_ENV: 'development' };
}
