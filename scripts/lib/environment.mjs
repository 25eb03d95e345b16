import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'dotenv';
import { ROOT } from './paths.mjs';
import { Fault } from './fault.mjs';

/** The environment over `.env` (or the file that `ENV_FILE` names), as api and worker read it themselves. */
export function callerEnvironment(env = process.env) {
  const file = path.resolve(ROOT, env.ENV_FILE || '.env');
  if (!fs.existsSync(file)) {
    if (env.ENV_FILE) throw new Fault(`ENV_FILE names ${file}, which does not exist: correct it or unset it.`);
    return { ...env };
  }
  return { ...parse(fs.readFileSync(file)), ...env };
}

/** Where a setting was given: `DATABASE_URL in .env`, or the name alone for one of the environment. */
export function placeOfSetting(name, env = process.env) {
  const isOfFile = !env[name] && !env[`${name}_FILE`];
  return isOfFile ? `${name} in ${env.ENV_FILE || '.env'}` : name;
}

/** A setting, also from the file that `NAME_FILE` names; undefined when it is unset or empty. */
export function setting(env, name) {
  if (env[name]) return env[name];
  const file = env[`${name}_FILE`];
  if (!file) return undefined;
  try {
    return fs.readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    throw new Fault(`${name}_FILE names ${file}, which cannot be read (${error.code}): correct it or unset it.`);
  }
}

/** A port number from the environment, or undefined. */
export function portSetting(env, name) {
  const text = setting(env, name);
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new Fault(`${name} must be a port between 1 and 65535: correct it or unset it.`);
}
