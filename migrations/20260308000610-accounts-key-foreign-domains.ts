import { domainToASCII } from 'node:url';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows of one statement. */
const AT_ONCE = 1000;

const ID = /^[0-9a-f-]{36}$/;

interface Keyed {
  readonly id: string;
  readonly key: string;
}

export class KeyForeignDomains1772928370000 implements MigrationInterface {
  name = 'KeyForeignDomains1772928370000';

  /**
   * Addresses are looked up by their domain in ASCII (RFC 5891 §4.4): accounts of before get the key under which they are looked for.
   * Where that is another account's, the row stays as it is, and PostgreSQL's log names its id: an administrator decides.
   */
  async up(runner: QueryRunner): Promise<void> {
    const domain = `substring(email_key from '[^@]*$')`;
    const foreign = `select id, email_key as key from users where email_key like '%@%' and octet_length(${domain}) <> char_length(${domain}) order by id`;
    const rows = ((await runner.query(foreign)) as Keyed[]).map(({ id, key }) => ({ id, key: inAscii(key) }));
    // Of two that come to the same, the older one is first.
    const firstOf = new Map(rows.map(({ id, key }) => [key, id] as const).reverse());
    const [first, others] = [rows.filter(({ id, key }) => firstOf.get(key) === id), rows.filter(({ id, key }) => firstOf.get(key) !== id)];
    const left = others.map(({ id }) => id);
    for (let from = 0; from < first.length; from += AT_ONCE) left.push(...(await keyAnew(runner, first.slice(from, from + AT_ONCE))));
    if (left.length > 0) await runner.query(`do $$ begin raise warning 'accounts whose e-mail address is another account''s too: ${left.filter((id) => ID.test(id)).join(', ')}'; end $$`);
  }

  /** For a developer's own database only: production goes forward. Which form a key had is not kept, and nothing reads the old one. */
  async down(): Promise<void> {}
}

/** Answers the ids of those whose key is taken. */
async function keyAnew(runner: QueryRunner, rows: readonly Keyed[]): Promise<string[]> {
  const values = [rows.map(({ id }) => id), rows.map(({ key }) => key)];
  const update = `with given as (select * from unnest($1::uuid[], $2::text[]) as given (id, key)),
    done as (
      update users u set email_key = given.key from given
      where u.id = given.id and not exists (select from users o where o.email_key = given.key and o.id <> u.id) returning u.id
    )
    select id from given where id not in (select id from done)`;
  return ((await runner.query(update, values)) as { id: string }[]).map(({ id }) => id);
}

function inAscii(key: string): string {
  const at = key.lastIndexOf('@');
  return `${key.slice(0, at)}@${domainToASCII(key.slice(at + 1)) || key.slice(at + 1)}`;
}
