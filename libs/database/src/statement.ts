declare const row: unique symbol;

/** A statement said once at module level. Its name makes PostgreSQL parse and plan it once per connection. */
export interface Statement<Row> {
  readonly name: string;
  readonly text: string;
  readonly [row]?: Row;
}

/**
 * Declares a named statement: `const findUser = statement<UserRow>('accounts_find_user', 'select … where id = $1')`.
 * Alias columns to the members of `Row` (`is_active as "isActive"`): rows are handed out as they come.
 */
export function statement<Row = never>(name: string, text: string): Statement<Row> {
  return { name, text };
}
