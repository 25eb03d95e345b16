import { redisDump } from '../redis-dump';
import { addressesIn, leaksIn, textsOf, type Found } from './leaks';

type Query = <Row extends object>(text: string) => Promise<Row[]>;

const ROWS = `select string_agg(format('select %L as "table", to_jsonb(one) as row from %I one', relname, relname), ' union all ') as text
  from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`;

export interface DumpedValue {
  readonly column: string;
  readonly text: string;
}

/** Every text of every row: bytes in hexadecimal, and as the text that they may be. */
export async function databaseDump(query: Query): Promise<DumpedValue[]> {
  const [all] = await query<{ text: string }>(ROWS);
  const rows = await query<{ table: string; row: Record<string, unknown> }>(all!.text);
  return rows.flatMap(({ table, row }) =>
    Object.entries(row).flatMap(([column, value]) => {
      return [...textsOf(value), ...textsOfBytes(value)].map((text) => ({ column: `${table}.${column}`, text }));
    }),
  );
}

/** Digests are bytes of any kind; a text that was written into such a column by mistake is of letters and digits alone. */
function textsOfBytes(value: unknown): string[] {
  if (typeof value !== 'string' || !/^\\x[0-9a-f]+$/.test(value)) return [];
  const text = Buffer.from(value.slice(2), 'hex').toString('latin1');
  return /^[\x20-\x7e]+$/.test(text) ? [text] : [];
}

export function leaksOfDatabase(dump: readonly DumpedValue[]): Found[] {
  const byColumn = new Map<string, string[]>();
  for (const { column } of dump) byColumn.set(column, []);
  for (const { column, text } of dump) byColumn.get(column)!.push(text);
  return [...byColumn].flatMap(([column, texts]) => leaksIn(column, texts.join('\n')));
}

/** @param output whole lines: JSON, or words for people */
export function leaksOfLog(name: string, output: string): Found[] {
  const lines = output.split('\n').map((line) => (line.startsWith('{') ? textsOf(JSON.parse(line)).join('\n') : line));
  const text = lines.join('\n');
  return [...leaksIn(name, text), ...addressesIn(name, text)];
}

export async function leaksOfRedis(url: string, prefix: string): Promise<Found[]> {
  const text = await redisDump(url, prefix);
  return [...leaksIn('Redis', text), ...addressesIn('Redis', text)];
}
