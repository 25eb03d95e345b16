import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOtp1767226210000 implements MigrationInterface {
  name = 'CreateOtp1767226210000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table code_destinations (
        method_id uuid constraint pk_code_destinations primary key
          constraint fk_code_destinations_method references two_factor_methods (id) on delete cascade,
        user_id uuid not null,
        destination_sealed text not null,
        digest bytea not null,
        failed_at timestamptz
      )`);
    await runner.query('create unique index uq_code_destinations_digest on code_destinations (user_id, digest)');

    await runner.query(`
      create table codes (
        method_id uuid not null constraint fk_codes_destination references code_destinations (method_id) on delete cascade,
        context_id uuid not null,
        digest bytea not null,
        sends smallint not null default 1,
        tries smallint not null default 0,
        sent_at timestamptz not null default now(),
        expires_at timestamptz not null,
        spent_at timestamptz,
        constraint pk_codes primary key (method_id, context_id)
      )`);
    await runner.query('create index ix_codes_expires_at on codes (expires_at)');

    await runner.query(`
      create table send_counts (
        key bytea constraint pk_send_counts primary key,
        sent_at timestamptz[] not null,
        ends_at timestamptz not null
      )`);
    await runner.query('create index ix_send_counts_ends_at on send_counts (ends_at)');

    await runner.query(`
      create table send_windows (
        key bytea constraint pk_send_windows primary key,
        used integer not null,
        ends_at timestamptz not null
      )`);
    await runner.query('create index ix_send_windows_ends_at on send_windows (ends_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table send_windows, send_counts, codes, code_destinations');
  }
}
