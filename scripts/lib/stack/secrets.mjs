import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'dotenv';
import { ROOT } from '../paths.mjs';

/** Stands in the generated examples where a random secret belongs. */
export const PLACEHOLDER = 'change-me-by-npm-run-secrets';
/** What examples and guides put where a secret belongs; production refuses the same. */
const PLACEHOLDERS = /^(change[-_]?me|your[-_]|<|paste[-_])/i;
/** Generated from the settings that the service declares, so that a new secret needs no line here. */
const EXAMPLE = path.join(ROOT, '.env.production.example');

/**
 * A form for each kind of name: a ring of one key, else 64 bytes (86 characters, above the 64 that production asks for). The key's
 * name is random too, so that what one ring sealed is never taken for another's.
 */
const FORMS = [
  [/_KEYS$/, () => `k${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}`],
  [/./, () => randomBytes(64).toString('base64url')],
];

/** Of the servers that we start, not of the service. */
const OF_SERVERS = ['POSTGRES_PASSWORD', 'REDIS_PASSWORD'];

/**
 * The development secrets of a data folder, made on its first start and kept in `secrets.env` (mode 0600).
 *
 * @returns {{ service: Record<string, string>, postgresPassword: string, redisPassword: string }}
 */
export function secretsOf(folder) {
  const file = path.join(folder, 'secrets.env');
  const kept = fs.existsSync(file) ? parse(fs.readFileSync(file)) : {};
  const missing = [...namesOfService(), ...OF_SERVERS].filter((name) => !kept[name]);
  for (const name of missing) kept[name] = OF_SERVERS.includes(name) ? newPassword() : newSecret(name);
  if (missing.length > 0) keep(file, kept);
  fs.chmodSync(file, 0o600);

  const service = Object.fromEntries(Object.entries(kept).filter(([name]) => !OF_SERVERS.includes(name)));
  return { service, postgresPassword: kept.POSTGRES_PASSWORD, redisPassword: kept.REDIS_PASSWORD };
}

/** Whether a value says that a secret belongs here. */
export function isPlaceholder(value) {
  return PLACEHOLDERS.test(value ?? '');
}

/** New values for every secret of the service, by setting name. */
export function newSecrets() {
  return Object.fromEntries(namesOfService().map((name) => [name, newSecret(name)]));
}

function namesOfService() {
  const example = parse(fs.readFileSync(EXAMPLE));
  return Object.keys(example).filter((name) => example[name] === PLACEHOLDER);
}

function newSecret(name) {
  return FORMS.find(([form]) => form.test(name))[1]();
}

function keep(file, values) {
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, `${lines.join('\n')}\n`, { mode: 0o600 });
  fs.renameSync(draft, file);
}

/** Of the letters and digits that need no escape in a URL. */
export function newPassword() {
  return randomBytes(24).toString('base64url');
}
