import type { MigrationInterface, QueryRunner } from 'typeorm';

const MONTHS_AHEAD = 3;

/** The seals of the trail, signed checkpoints of them, and the only way in which a month of the trail goes. */
export class SealAudit1767226920000 implements MigrationInterface {
  readonly name = 'SealAudit1767226920000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index audit_log_time_idx on audit_log (created_at, id)');
    await runner.query(`
      create table audit_seals (
        position bigint not null,
        event_id uuid not null,
        event_at timestamptz not null,
        hash bytea not null,
        constraint audit_seals_pkey primary key (position, event_at)
      ) partition by range (event_at)`);
    await runner.query('create table audit_seals_default partition of audit_seals default');
    await runner.query(`
      create table audit_checkpoints (
        position bigint not null,
        event_at timestamptz not null,
        hash bytea not null,
        signature text not null,
        made_at timestamptz not null default now(),
        constraint audit_checkpoints_pkey primary key (position)
      )`);
    for (const table of ['audit_seals', 'audit_checkpoints']) {
      await runner.query(`
        create trigger ${table}_append_only before update or delete on ${table}
        for each row execute function audit_log_refuse()`);
    }
    for (const table of ['audit_seals', 'audit_seals_default', 'audit_checkpoints']) {
      await runner.query(`
        create trigger ${table}_no_truncate before truncate on ${table}
        for each statement execute function audit_log_refuse()`);
    }
    await runner.query(REFUSE);
    await runner.query(PARTITIONS);
    await runner.query(DROP);
    await runner.query(`select audit_log_make_partitions(${MONTHS_AHEAD})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function audit_log_drop_months(integer)');
    await runner.query('drop table audit_checkpoints');
    await runner.query('drop table audit_seals');
    await runner.query('drop index audit_log_time_idx');
    await runner.query(FORMER_PARTITIONS);
  }
}

const REFUSE = `
  create or replace function audit_log_refuse() returns trigger language plpgsql as $$
  begin
    raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
  end $$`;

/** Makes the months of one table that are missing: as before, for each of the tables named. */
const partitionsOf = (tables: readonly string[]) => `
  create or replace function audit_log_make_partitions(months_ahead integer) returns integer
  language plpgsql security definer set search_path from current as $$
  declare
    first timestamp;
    parent text;
    partition text;
    made integer := 0;
  begin
    perform pg_advisory_xact_lock(hashtextextended('audit_log_make_partitions', 0));
    for step in 0..months_ahead loop
      first := date_trunc('month', now() at time zone 'utc') + make_interval(months => step);
      foreach parent in array array[${tables.map((table) => `'${table}'`).join(', ')}] loop
        partition := parent || '_' || to_char(first, 'YYYY_MM');
        continue when to_regclass(quote_ident(partition)) is not null;
        begin
          execute format(
            'create table %I partition of %I for values from (%L) to (%L)',
            partition, parent, first at time zone 'utc', (first + interval '1 month') at time zone 'utc');
          execute format(
            'create trigger %I before truncate on %I for each statement execute function audit_log_refuse()',
            parent || '_no_truncate', partition);
          if parent = 'audit_log' then
            made := made + 1;
          end if;
        exception when check_violation then
          raise warning '% stays in %_default: it has rows there already', partition, parent;
        end;
      end loop;
    end loop;
    return made;
  end $$`;

const PARTITIONS = partitionsOf(['audit_log', 'audit_seals']);
const FORMER_PARTITIONS = partitionsOf(['audit_log']);

/**
 * Drops the months that ended more than keep_months months before this one began, with their seals; answers how many. Less
 * than three is refused, whoever asks: nobody who can call it can wipe out what has just happened. A month that is not
 * sealed to its end stays.
 */
const DROP = `
  create function audit_log_drop_months(keep_months integer) returns integer
  language plpgsql security definer set search_path from current as $$
  declare
    partition text;
    first timestamp;
    dropped integer := 0;
  begin
    if keep_months is null or keep_months < 3 then
      raise exception 'audit_log keeps three months at the least' using errcode = 'insufficient_privilege';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('audit_log_make_partitions', 0));
    for partition in
      select child.relname from pg_inherits join pg_class child on child.oid = inhrelid
      where inhparent = 'audit_log'::regclass and child.relname ~ '^audit_log_[0-9]{4}_[0-9]{2}$' order by 1
    loop
      first := to_timestamp(right(partition, 7) || '_01', 'YYYY_MM_DD')::timestamp;
      continue when first + interval '1 month' > date_trunc('month', now() at time zone 'utc') - make_interval(months => keep_months);
      continue when not exists (select 1 from audit_checkpoints where event_at >= (first + interval '1 month') at time zone 'utc');
      execute format('drop table %I', partition);
      execute format('drop table if exists %I', replace(partition, 'audit_log_', 'audit_seals_'));
      dropped := dropped + 1;
    end loop;
    return dropped;
  end $$`;
