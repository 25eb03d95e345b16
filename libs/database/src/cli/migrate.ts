import { loadSettings } from '@countersign/config';
import { StartupFault } from '@countersign/kernel';
import { DatabaseSettings } from '../database.settings';
import { migrate, migrationStates } from '../migrate';

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
  for (const { name, hasRun } of await migrationStates(url)) console.log(`${hasRun ? '[X]' : '[ ]'} ${name}`);
}

main(process.argv[2]).catch((error: Error) => {
  console.error(error instanceof StartupFault ? error.message : error);
  process.exitCode = 1;
});
