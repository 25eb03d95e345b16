import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'dotenv';
import { StartupFault } from '@countersign/kernel';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The process's variables over those of `.env` in the working directory (tests: `.env.test`; ENV_FILE names another).
 * The environment wins. This file alone reads `process.env`.
 */
export function readEnvironment(processEnv: Environment = process.env): Environment {
  const named = processEnv.ENV_FILE || undefined;
  const file = resolve(named ?? (processEnv.NODE_ENV === 'test' ? '.env.test' : '.env'));
  if (!existsSync(file)) {
    if (named) throw new StartupFault(`ENV_FILE names a file that is not there: ${file}. Create it or unset ENV_FILE.`);
    return processEnv;
  }
  return { ...parse(contentOf(file)), ...processEnv };
}

function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new StartupFault(`${file} cannot be read: make it a file that this user may read, or name another by ENV_FILE.`);
  }
}

/** The text of one setting: `NAME`, else the content of the file that `NAME_FILE` names (mounted secrets). */
export function textOf(environment: Environment, name: string): string | undefined {
  const direct = environment[name];
  if (direct !== undefined && direct !== '') return direct;
  const file = environment[`${name}_FILE`];
  if (file === undefined || file === '') return undefined;
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    throw new StartupFault(`${name}_FILE names a file that cannot be read.`);
  }
}
