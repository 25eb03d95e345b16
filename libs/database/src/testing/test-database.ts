import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { DataSource, EntitySchema, MixedList } from 'typeorm';
import { StartupFault } from '@countersign/kernel';
import type { Database } from '../database';
import { MIGRATIONS_FOLDER, migrationClasses } from '../migration-files';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

export interface ConnectedTestDatabase extends TestDatabase {
  readonly database: Database;
  readonly dataSource: DataSource;
}

/** A migrated database of its own for one suite, copied from a template that the first suite makes. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const admin = process.env.TEST_DATABASE_URL;
  if (!admin) throw new StartupFault('TEST_DATABASE_URL is not set: run "npm test", which starts a PostgreSQL of its own.');
  const template = await ensureTemplate(admin);
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(admin, (client) => client.query(`create database ${name} template ${template} strategy file_copy`));
  const drop = () => asAdmin(admin, (client) => client.query(`drop database if exists ${name} with (force)`));
  return { url: addressOf(admin, name), drop: async () => void (await drop()) };
}

/** The same, with a `Database` on it. `drop` also closes the connections. */
export async function connectTestDatabase(
  entities: MixedList<Function | string | EntitySchema> = [],
): Promise<ConnectedTestDatabase> {
  const { url, drop } = await createTestDatabase();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- most suites drive processes and need no object mapper
  const { openDatabase } = require('./open-database') as typeof import('./open-database.js');
  const { database, dataSource } = await openDatabase(url, entities);
  const close = async () => {
    await dataSource.destroy();
    await drop();
  };
  return { url, database, dataSource, drop: close };
}

/** Suites run one after the other in a process of Jest, which asks once for the template. */
const KNOWN = Symbol.for('countersign.test.template');

interface Known {
  readonly of: string;
  readonly template: string;
}

async function ensureTemplate(admin: string): Promise<string> {
  const place = globalThis as { [KNOWN]?: Known };
  // In watch mode a migration may change meanwhile.
  const of = [admin, ...readdirSync(MIGRATIONS_FOLDER).map((file) => `${file} ${statSync(join(MIGRATIONS_FOLDER, file)).mtimeMs}`)].join();
  if (place[KNOWN]?.of !== of) place[KNOWN] = { of, template: await makeTemplate(admin) };
  return place[KNOWN].template;
}

/** One template for each state of the migrations; the advisory lock lets suites that start together wait for one. */
async function makeTemplate(admin: string): Promise<string> {
  const sources = migrationClasses().map((type) => `${type.name}${String(type)}`);
  const template = `template_${createHash('sha256').update(sources.join()).digest('hex').slice(0, 16)}`;
  await asAdmin(admin, async (client) => {
    await client.query('select pg_advisory_lock(42)');
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1 and datistemplate', [template]);
    if (rowCount) return;
    await client.query(`drop database if exists ${template} with (force)`);
    await client.query(`create database ${template}`);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the first suite alone migrates
    const { migrate } = require('../migrate') as typeof import('../migrate.js');
    await migrate(addressOf(admin, template));
    await client.query(`alter database ${template} is_template true`);
  });
  return template;
}

async function asAdmin<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function addressOf(admin: string, database: string): string {
  const url = new URL(admin);
  url.pathname = `/${database}`;
  return url.toString();
}
