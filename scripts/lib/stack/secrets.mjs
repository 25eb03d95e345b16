import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'dotenv';

const MAKERS = {
  JWT_ACCESS_SECRET: longSecret,
  JWT_REFRESH_SECRET: longSecret,
  TEMP_TOKEN_SECRET: longSecret,
  DEVICE_TOKEN_SECRET: longSecret,
  ENCRYPTION_KEYS: () => `k1:${randomBytes(32).toString('base64')}`,
  POSTGRES_PASSWORD: password,
  REDIS_PASSWORD: password,
};

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
  const missing = Object.keys(MAKERS).filter((name) => !kept[name]);
  for (const name of missing) kept[name] = MAKERS[name]();
  if (missing.length > 0) keep(file, kept);
  fs.chmodSync(file, 0o600);

  const service = Object.fromEntries(Object.entries(kept).filter(([name]) => !OF_SERVERS.includes(name)));
  return { service, postgresPassword: kept.POSTGRES_PASSWORD, redisPassword: kept.REDIS_PASSWORD };
}

/** New values for every secret of the service, by setting name. */
export function newSecrets() {
  const names = Object.keys(MAKERS).filter((name) => !OF_SERVERS.includes(name));
  return Object.fromEntries(names.map((name) => [name, MAKERS[name]()]));
}

function keep(file, values) {
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, `${lines.join('\n')}\n`, { mode: 0o600 });
  fs.renameSync(draft, file);
}

/** 64 bytes: 86 characters, above the 64 that production asks for. */
function longSecret() {
  return randomBytes(64).toString('base64url');
}

function password() {
  return randomBytes(24).toString('base64url');
}
