import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Seals are made under a key from now on: the worker makes those of the whole trail anew. A month goes only when all of it is sealed. */
export class KeySealsAudit1772323500000 implements MigrationInterface {
  readonly name = 'KeySealsAudit1772323500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(EMPTY);
    await runner.query(dropMonths(true));
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(EMPTY);
    await runner.query(dropMonths(false));
  }
}

const TABLES = `select unnest(array['audit_checkpoints'::regclass, 'audit_seals'::regclass])
  union select inhrelid::regclass from pg_inherits where inhparent = 'audit_seals'::regclass`;

const EMPTY = `
  do $$
  declare
    one regclass;
  begin
    for one in ${TABLES} loop
      execute format('alter table %s disable trigger user', one);
    end loop;
    truncate audit_seals, audit_checkpoints;
    for one in ${TABLES} loop
      execute format('alter table %s enable trigger user', one);
    end loop;
  end $$`;

/** While the seals are held, so that nothing is sealed or counted meanwhile. */
const WHOLE = `
      execute format(
        'select (select count(*) from %I) = (select count(*) from %I s join %I e on e.id = s.event_id and e.created_at = s.event_at)',
        partition, replace(partition, 'audit_log_', 'audit_seals_'), partition) into is_whole;
      continue when not is_whole;`;

const dropMonths = (whole: boolean) => `
  create or replace function audit_log_drop_months(keep_months integer) returns integer
  language plpgsql security definer set search_path from current as $$
  declare
    partition text;
    first timestamp;
    is_whole boolean := true;
    dropped integer := 0;
  begin
    if keep_months is null or keep_months < 3 then
      raise exception 'audit_log keeps three months at the least' using errcode = 'insufficient_privilege';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('audit_log_make_partitions', 0));
    ${whole ? `perform pg_advisory_xact_lock(hashtextextended('audit_seals', 0));` : ''}
    for partition in
      select child.relname from pg_inherits join pg_class child on child.oid = inhrelid
      where inhparent = 'audit_log'::regclass and child.relname ~ '^audit_log_[0-9]{4}_[0-9]{2}$' order by 1
    loop
      first := to_timestamp(right(partition, 7) || '_01', 'YYYY_MM_DD')::timestamp;
      continue when first + interval '1 month' > date_trunc('month', now() at time zone 'utc') - make_interval(months => keep_months);
      continue when not exists (select 1 from audit_checkpoints where event_at >= (first + interval '1 month') at time zone 'utc');
      ${whole ? `continue when to_regclass(quote_ident(replace(partition, 'audit_log_', 'audit_seals_'))) is null;${WHOLE}` : ''}
      execute format('drop table %I', partition);
      execute format('drop table if exists %I', replace(partition, 'audit_log_', 'audit_seals_'));
      dropped := dropped + 1;
    end loop;
    return dropped;
  end $$`;
