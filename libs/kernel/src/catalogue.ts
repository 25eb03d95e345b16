import { StartupFault } from './startup-fault';

const catalogues = new Map<string, Map<string, unknown>>();

/**
 * Adds one entry to the catalogue of its kind ("problem", "event", "job" …). Libs do so when they are imported, so that
 * the list of a kind is whatever the process has loaded and nobody edits it by hand.
 *
 * @throws StartupFault when two entries of one kind share a name.
 */
export function catalogue<Entry>(kind: string, name: string, entry: Entry): Entry {
  const entries = catalogues.get(kind) ?? new Map<string, unknown>();
  if (entries.has(name)) throw new StartupFault(`Two ${kind}s are named "${name}": rename one of them.`);
  entries.set(name, entry);
  catalogues.set(kind, entries);
  return entry;
}

/** All entries of a kind, in the order of their names. */
export function entriesOf<Entry>(kind: string): ReadonlyMap<string, Entry> {
  const entries = catalogues.get(kind) as Map<string, Entry> | undefined;
  return new Map([...(entries ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)));
}
