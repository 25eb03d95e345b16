import type { MigrationInterface, QueryRunner } from 'typeorm';

const MONTHS_AHEAD = 3;

export class CreateAudit1767225900000 implements MigrationInterface {
  readonly name = 'CreateAudit1767225900000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table audit_log (
        id uuid not null,
        created_at timestamptz not null default now(),
        type text not null,
        user_id uuid,
        session_id uuid,
        ip_address text,
        user_agent text,
        request_id text not null,
        reason text,
        data jsonb not null default '{}',
        constraint audit_log_pkey primary key (id, created_at)
      ) partition by range (created_at)`);
    await runner.query('create index audit_log_user_idx on audit_log (user_id, created_at desc, id desc)');
    await runner.query('create index audit_log_type_idx on audit_log (type, created_at)');
    await runner.query(REFUSE);
    await runner.query(`
      create trigger audit_log_append_only before update or delete on audit_log
      for each row execute function audit_log_refuse()`);
    await runner.query(`
      create trigger audit_log_no_truncate before truncate on audit_log
      for each statement execute function audit_log_refuse()`);
    await runner.query('create table audit_log_default partition of audit_log default');
    await runner.query(`
      create trigger audit_log_no_truncate before truncate on audit_log_default
      for each statement execute function audit_log_refuse()`);
    await runner.query(PARTITIONS);
    await runner.query(`select audit_log_make_partitions(${MONTHS_AHEAD})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function audit_log_make_partitions(integer)');
    await runner.query('drop table audit_log');
    await runner.query('drop function audit_log_refuse()');
  }
}

const REFUSE = `
  create function audit_log_refuse() returns trigger language plpgsql as $$
  begin
    raise exception 'audit_log is append-only: % is refused', tg_op using errcode = 'insufficient_privilege';
  end $$`;

/**
 * Makes the partitions (months by UTC) of this month and of the next ones that are missing; answers how many it made. It
 * runs as its owner, so that the application's role needs no right to create tables. A month that already has rows in
 * the default partition stays there. Row triggers are inherited by partitions, statement triggers are not.
 */
const PARTITIONS = `
  create function audit_log_make_partitions(months_ahead integer) returns integer
  language plpgsql security definer set search_path from current as $$
  declare
    first timestamp;
    partition text;
    made integer := 0;
  begin
    perform pg_advisory_xact_lock(hashtextextended('audit_log_make_partitions', 0));
    for step in 0..months_ahead loop
      first := date_trunc('month', now() at time zone 'utc') + make_interval(months => step);
      partition := 'audit_log_' || to_char(first, 'YYYY_MM');
      continue when to_regclass(quote_ident(partition)) is not null;
      begin
        execute format(
          'create table %I partition of audit_log for values from (%L) to (%L)',
          partition, first at time zone 'utc', (first + interval '1 month') at time zone 'utc');
        execute format(
          'create trigger audit_log_no_truncate before truncate on %I for each statement execute function audit_log_refuse()',
          partition);
        made := made + 1;
      exception when check_violation then
        raise warning '% stays in audit_log_default: it has rows there already', partition;
      end;
    end loop;
    return made;
  end $$`;
