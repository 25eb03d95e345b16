import { StartupFault } from '@countersign/kernel';

declare const row: unique symbol;

const declared = new Map<string, Statement<unknown>>();

/** A statement said once at module level. Its name makes PostgreSQL parse and plan it once per connection. */
export interface Statement<Row> {
  readonly name: string;
  readonly text: string;
  readonly [row]?: Row;
}

/**
 * Declares a named statement: `const findUser = statement<UserRow>('accounts_find_user', 'select … where id = $1')`.
 * Alias columns to the members of `Row` (`is_active as "isActive"`): rows are handed out as they come.
 *
 * @throws StartupFault when another text has the name, which a connection that has prepared the one would refuse.
 */
export function statement<Row = never>(name: string, text: string): Statement<Row> {
  const known = declared.get(name);
  if (known && known.text !== text) throw new StartupFault(`Two statements are named "${name}": rename one of them.`);
  const made: Statement<Row> = { name, text };
  declared.set(name, made);
  return made;
}

/** Every statement of what the process has loaded, by name. */
export function declaredStatements(): ReadonlyMap<string, Statement<unknown>> {
  return declared;
}
