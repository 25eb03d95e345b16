import { escapeIdentifier, Pool, type PoolClient } from 'pg';
import { StartupFault } from '@countersign/kernel';
import { connectionFrom } from '../connection';
import { hiddenColumn, hiddenValue, type Hidden } from './hidden-columns';

export interface StudioColumn {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly isPrimary: boolean;
  /** What is shown in place of its values; undefined: they are shown. */
  readonly hidden?: Hidden;
}

export interface StudioTable {
  readonly name: string;
  readonly isView: boolean;
  readonly columns: readonly StudioColumn[];
}

/** A row as text by column; a hidden column has true where there is a value. */
export type StudioRow = Readonly<Record<string, string | boolean | null>>;

export interface Wanted {
  readonly table: StudioTable;
  /** By column: `null`, `!null`, `=exactly this`, or a text that the value contains. */
  readonly filters: ReadonlyMap<string, string>;
  readonly page: number;
}

export const ROWS_A_PAGE = 50;
const MOST_COUNTED = 1_000;

/** Tables and views of the schema that the service uses; partitions are seen through the table that they belong to. */
const TABLES = `
  select c.relname as "table", c.relkind in ('v', 'm') as "isView", a.attname as name,
    format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as "isRequired", i.indisprimary is true as "isPrimary"
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_index i on i.indrelid = c.oid and i.indisprimary and a.attnum = any(i.indkey)
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
  order by c.relname, a.attnum`;

/** Reads the database for the studio: nothing but selects, each in a read-only transaction of three seconds at most. */
export class StudioReader {
  readonly #pool: Pool;
  readonly #schema: string | null;

  constructor(url: string) {
    const { connection, fault } = connectionFrom(url);
    if (!connection) throw new StartupFault(`The database address ${fault}`);
    const { host, port, user, password, database, ssl, schema } = connection;
    const limits = { max: 2, connectionTimeoutMillis: 3_000, query_timeout: 4_000, application_name: 'countersign-studio' };
    this.#pool = new Pool({ host, port, user, password, database, ssl, ...limits });
    this.#pool.on('error', () => undefined);
    this.#schema = schema;
  }

  async tables(): Promise<StudioTable[]> {
    const rows = await this.read<{ table: string; isView: boolean } & StudioColumn>(TABLES);
    const tables = new Map<string, { name: string; isView: boolean; columns: StudioColumn[] }>();
    for (const { table: name, isView, ...column } of rows) {
      const table = tables.get(name) ?? { name, isView, columns: [] };
      table.columns.push({ ...column, hidden: hiddenColumn(column) });
      tables.set(name, table);
    }
    return [...tables.values()];
  }

  /** Rows by table, as far as a thousand: `12`, `1000+`. */
  async counts(tables: readonly StudioTable[]): Promise<Map<string, string>> {
    const counted = tables.map(({ name }) => {
      const rows = `select 1 from ${escapeIdentifier(name)} limit ${MOST_COUNTED + 1}`;
      return `select ${literal(name)} as name, (select count(*)::integer from (${rows}) as counted) as rows`;
    });
    const found = await this.read<{ name: string; rows: number }>(counted.join(' union all ') || 'select 1 where false');
    return new Map(found.map(({ name, rows }) => [name, rows > MOST_COUNTED ? `${MOST_COUNTED}+` : String(rows)]));
  }

  /**
   * One page of rows, the newest first where the table knows; a value of a hidden column does not leave the database. A search finds
   * no value that is not shown, wherever it stands: what it finds would tell the value letter by letter.
   */
  async rows({ table, filters, page }: Wanted): Promise<{ rows: StudioRow[]; hasMore: boolean }> {
    const values: string[] = [];
    const conditions = [...filters].map(([column, wanted]) => conditionOf(column, wanted, values));
    const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
    const limit = `limit ${ROWS_A_PAGE + 1} offset ${(page - 1) * ROWS_A_PAGE}`;
    const text = `select ${table.columns.map(shown).join(', ')} from ${escapeIdentifier(table.name)} ${where} ${orderOf(table)} ${limit}`;
    const searched = [...filters].flatMap(([column, wanted]) => (isAboutPresence(wanted) ? [] : column));
    const found = await this.read<StudioRow>(text, values);
    const isTold = (row: StudioRow) => !searched.some((column) => hiddenValue(String(row[column])));
    return { rows: found.slice(0, ROWS_A_PAGE).filter(isTold), hasMore: found.length > ROWS_A_PAGE };
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  private async read<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = await this.#pool.connect();
    try {
      await this.begin(client);
      const { rows } = await client.query<Row>(text, [...values]);
      await client.query('rollback');
      client.release();
      return rows;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  private async begin(client: PoolClient): Promise<void> {
    await client.query('begin transaction read only');
    await client.query("set local statement_timeout = '3s'");
    if (this.#schema !== null) await client.query(`set local search_path = ${escapeIdentifier(this.#schema)}`);
  }
}

const isAboutPresence = (wanted: string) => wanted === 'null' || wanted === '!null';

function shown({ name, hidden }: StudioColumn): string {
  const column = escapeIdentifier(name);
  return hidden ? `${column} is not null as ${column}` : `${column}::text as ${column}`;
}

function conditionOf(name: string, wanted: string, values: string[]): string {
  const column = escapeIdentifier(name);
  if (wanted === 'null') return `${column} is null`;
  if (wanted === '!null') return `${column} is not null`;
  if (wanted.startsWith('=')) return `${column}::text = $${values.push(wanted.slice(1))}`;
  return `position(lower($${values.push(wanted)}) in lower(${column}::text)) > 0`;
}

function orderOf({ columns }: StudioTable): string {
  const isTold = ({ name }: StudioColumn) => name === 'created_at';
  const newest = columns.filter(isTold).map(({ name }) => `${escapeIdentifier(name)} desc`);
  const keys = columns.filter((column) => column.isPrimary && !column.hidden && !isTold(column)).map(({ name }) => escapeIdentifier(name));
  const order = [...newest, ...keys];
  return order.length > 0 ? `order by ${order.join(', ')}` : '';
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
