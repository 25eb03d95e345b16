import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The oldest month goes first, one a call, and none over an older one that cannot go: the chain would have a hole. */
export class DropAuditInOrder1772582700000 implements MigrationInterface {
  readonly name = 'DropAuditInOrder1772582700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_OLDEST);
  }

  /** For a developer's own database only. What stands before drops several months a call, by the same rules for each. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_OLDEST);
  }
}

// Counts, each from an index alone: with a join a month of a million events takes longer than a statement may.
const DROP_OLDEST = `
  create or replace function audit_log_drop_months(keep_months integer) returns integer
  language plpgsql security definer set search_path from current as $$
  declare
    partition text;
    seals text;
    ends timestamptz;
    is_whole boolean;
  begin
    if keep_months is null or keep_months < 3 then
      raise exception 'audit_log keeps three months at the least' using errcode = 'insufficient_privilege';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('audit_log_make_partitions', 0));
    perform pg_advisory_xact_lock(hashtextextended('audit_seals', 0));
    select min(child.relname) into partition from pg_inherits join pg_class child on child.oid = inhrelid
    where inhparent = 'audit_log'::regclass and child.relname ~ '^audit_log_[0-9]{4}_[0-9]{2}$';
    seals := replace(partition, 'audit_log_', 'audit_seals_');
    ends := (to_timestamp(right(partition, 7) || '_01', 'YYYY_MM_DD')::timestamp + interval '1 month') at time zone 'utc';
    if partition is null or to_regclass(quote_ident(seals)) is null
      or ends > (date_trunc('month', now() at time zone 'utc') - make_interval(months => keep_months)) at time zone 'utc'
      or not exists (select 1 from audit_checkpoints where event_at >= ends)
      or exists (select 1 from audit_log_default where created_at < ends)
      or exists (select 1 from audit_seals_default where event_at < ends) then
      return 0;
    end if;
    execute format('select (select count(*) from %I) = (select count(*) from %I)', partition, seals) into is_whole;
    if not is_whole then
      return 0;
    end if;
    execute format('drop table %I', partition);
    execute format('drop table %I', seals);
    return 1;
  end $$`;
