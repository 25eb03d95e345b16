import { Client } from 'pg';
import { loadSettings } from '@countersign/config';
import { StartupFault } from '@countersign/kernel';
import { connectionFrom } from '../connection';
import { DatabaseSettings } from '../database.settings';
import { migrate, pendingMigrations } from '../migrate';
import { migrationNames } from '../migration-files';

/** `migrate run` brings the schema up to this release; `migrate show` lists what has run and what is pending. */
async function main(action: string | undefined): Promise<void> {
  const settings = loadSettings().get(DatabaseSettings) as DatabaseSettings;
  const url = (settings.DATABASE_DIRECT_URL ?? settings.DATABASE_URL).reveal();
  if (action === 'run') return tell(await migrate(url));
  if (action === 'show') return show(url);
  throw new StartupFault('Say what to do: run or show.');
}

function tell(names: readonly string[]): void {
  for (const name of names) console.log(`migrated ${name}`);
  console.log(names.length === 0 ? 'The schema is up to date.' : `The schema is up to date: ${names.length} migrations ran.`);
}

async function show(url: string): Promise<void> {
  const { connection } = connectionFrom(url);
  const { host, port, user, password, database, ssl } = connection!;
  const client = new Client({ host, port, user, password, database, ssl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const known = await client.query(`select to_regclass('schema_migrations') is not null as "isThere"`);
    const isThere = (known.rows[0] as { isThere: boolean }).isThere;
    const pending = isThere ? await pendingMigrations(async (text) => (await client.query(text)).rows) : migrationNames();
    for (const name of migrationNames()) console.log(`${pending.includes(name) ? '[ ]' : '[X]'} ${name}`);
  } finally {
    await client.end();
  }
}

main(process.argv[2]).catch((error: Error) => {
  console.error(error instanceof StartupFault ? error.message : error);
  process.exitCode = 1;
});
