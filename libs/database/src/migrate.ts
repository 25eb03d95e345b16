import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { StartupFault } from '@countersign/kernel';
import { connectionFrom } from './connection';
import { dataSourceOptions, MIGRATIONS_TABLE } from './data-source-options';
import { MIGRATIONS_FOLDER, migrationClasses, migrationNames } from './migration-files';

/** One number for all who migrate this schema; any 64-bit number serves, as long as it stays. */
const LOCK = '7283641905532817';
const LOCK_WAIT_MILLISECONDS = 60_000;

/**
 * Runs what is pending, each migration in a transaction of its own, under an advisory lock on a direct connection: TypeORM
 * itself has none, and two pods that start together would both run the first.
 *
 * @returns the names that were run.
 */
export async function migrate(url: string, folder = MIGRATIONS_FOLDER): Promise<string[]> {
  const lock = await lockedClient(url);
  const dataSource = new DataSource(optionsFor(url, folder));
  try {
    await dataSource.initialize();
    const done = await dataSource.runMigrations({ transaction: 'each' });
    return done.map(({ name }) => name);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
    await lock.end();
  }
}

/** Each migration of this release and whether it has run, as `migrate` on the same address would find it. */
export async function migrationStates(url: string, folder = MIGRATIONS_FOLDER): Promise<{ name: string; hasRun: boolean }[]> {
  const dataSource = new DataSource(optionsFor(url, folder));
  try {
    await dataSource.initialize();
    const [known] = (await dataSource.query('select to_regclass($1) is not null as "isThere"', [MIGRATIONS_TABLE])) as { isThere: boolean }[];
    const pending = known?.isThere ? await pendingMigrations((text) => dataSource.query(text), folder) : migrationNames(folder);
    return migrationNames(folder).map((name) => ({ name, hasRun: !pending.includes(name) }));
  } catch (error) {
    throw explained(error as Error & { code?: string });
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

/** The names that this release knows and the database has not run yet. */
export async function pendingMigrations(query: (text: string) => Promise<unknown>, folder = MIGRATIONS_FOLDER): Promise<string[]> {
  const rows = (await query(`select name from ${MIGRATIONS_TABLE}`)) as { name: string }[];
  const run = new Set(rows.map(({ name }) => name));
  return migrationNames(folder).filter((name) => !run.has(name));
}

function optionsFor(url: string, folder: string) {
  const options = dataSourceOptions({ url, applicationName: 'countersign-migrate', session: true });
  // A migration may take longer than a request may: only the lock on a busy table stays bounded.
  const extra = { ...(options.extra as object), statement_timeout: 0, query_timeout: 0, lock_timeout: 10_000 };
  return { ...options, extra, migrations: migrationClasses(folder) } as typeof options;
}

async function lockedClient(url: string): Promise<Client> {
  const { connection, fault } = connectionFrom(url);
  if (!connection) throw new StartupFault(`The database address ${fault}`);
  const { host, port, user, password, database, ssl } = connection;
  const client = new Client({ host, port, user, password, database, ssl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`set lock_timeout = ${LOCK_WAIT_MILLISECONDS}`);
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw explained(error as Error & { code?: string });
  }
}

function explained(error: Error & { code?: string }): Error {
  if (error.code === '55P03') return new StartupFault('Another process has been migrating for a minute: look at it, then try again.');
  const reason = error.code ? `${error.message} (${error.code})` : error.message;
  return new StartupFault(`PostgreSQL does not answer: ${reason}. Start it, or mend DATABASE_URL in the environment or in .env.`);
}
