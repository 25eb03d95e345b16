import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateFactors1767226080000 implements MigrationInterface {
  name = 'CreateFactors1767226080000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table two_factor_methods (
        id uuid constraint two_factor_methods_pkey primary key,
        user_id uuid not null constraint two_factor_methods_user_fkey references users (id) on delete cascade,
        type text not null,
        label text,
        status text not null default 'pending' constraint two_factor_methods_status_known check (status in ('pending', 'active')),
        is_default boolean not null default false,
        destination jsonb,
        setup_session_id uuid,
        created_at timestamptz not null default now(),
        expires_at timestamptz,
        verified_at timestamptz,
        last_used_at timestamptz,
        failures_in_a_row integer not null default 0,
        disabled_at timestamptz,
        constraint two_factor_methods_pending_expires check ((status = 'pending') = (expires_at is not null)),
        constraint two_factor_methods_default_active check (not is_default or status = 'active')
      )`);
    await runner.query('create index two_factor_methods_user on two_factor_methods (user_id)');
    await runner.query('create unique index two_factor_methods_one_default on two_factor_methods (user_id) where is_default');
    await runner.query(
      `create unique index two_factor_methods_one_pending on two_factor_methods (user_id, type) where status = 'pending'`,
    );
    await runner.query(
      `create index two_factor_methods_pending_expiry on two_factor_methods (expires_at) where status = 'pending'`,
    );

    await runner.query(`
      create table challenges (
        id uuid constraint challenges_pkey primary key,
        digest bytea not null constraint challenges_digest_key unique,
        user_id uuid not null constraint challenges_user_fkey references users (id) on delete cascade,
        purpose text not null constraint challenges_purpose_known check (purpose in ('login', 'step_up')),
        session_id uuid,
        amr text[] not null default '{}',
        trust_epoch integer not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        attempts smallint not null default 0,
        max_attempts smallint not null default 5,
        consumed_at timestamptz,
        sent_method_id uuid,
        constraint challenges_attempts_bounded check (attempts between 0 and max_attempts)
      )`);
    await runner.query('create index challenges_user on challenges (user_id)');
    await runner.query('create index challenges_expiry on challenges (expires_at)');

    await runner.query(`
      create table factor_budgets (
        user_id uuid constraint factor_budgets_pkey primary key
          constraint factor_budgets_user_fkey references users (id) on delete cascade,
        attempts timestamptz[] not null default '{}',
        locked_until timestamptz,
        lock_level smallint not null default 0,
        setup_attempts timestamptz[] not null default '{}'
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table factor_budgets, challenges, two_factor_methods');
  }
}
