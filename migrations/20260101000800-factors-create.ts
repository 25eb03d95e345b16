import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateFactors1767226080000 implements MigrationInterface {
  name = 'CreateFactors1767226080000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table two_factor_methods (
        id uuid constraint pk_two_factor_methods primary key,
        user_id uuid not null constraint fk_two_factor_methods_user references users (id) on delete cascade,
        type text not null,
        label text,
        status text not null default 'pending' constraint ck_two_factor_methods_status check (status in ('pending', 'active')),
        is_default boolean not null default false,
        destination jsonb,
        setup_session_id uuid,
        created_at timestamptz not null default now(),
        expires_at timestamptz,
        verified_at timestamptz,
        last_used_at timestamptz,
        failures_in_a_row integer not null default 0,
        disabled_at timestamptz,
        constraint ck_two_factor_methods_pending check ((status = 'pending') = (expires_at is not null)),
        constraint ck_two_factor_methods_default check (not is_default or status = 'active')
      )`);
    await runner.query('create index ix_two_factor_methods_user_id on two_factor_methods (user_id)');
    await runner.query('create unique index uq_two_factor_methods_default on two_factor_methods (user_id) where is_default');
    await runner.query(
      `create unique index uq_two_factor_methods_pending on two_factor_methods (user_id, type) where status = 'pending'`,
    );
    await runner.query(
      `create index ix_two_factor_methods_expires_at on two_factor_methods (expires_at) where status = 'pending'`,
    );

    await runner.query(`
      create table challenges (
        id uuid constraint pk_challenges primary key,
        digest bytea not null constraint uq_challenges_digest unique,
        user_id uuid not null constraint fk_challenges_user references users (id) on delete cascade,
        purpose text not null constraint ck_challenges_purpose check (purpose in ('login', 'step_up')),
        session_id uuid,
        amr text[] not null default '{}',
        trust_epoch integer not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        attempts smallint not null default 0,
        max_attempts smallint not null default 5,
        consumed_at timestamptz,
        sent_method_id uuid,
        constraint ck_challenges_attempts check (attempts between 0 and max_attempts)
      )`);
    await runner.query('create index ix_challenges_user_id on challenges (user_id)');
    await runner.query('create index ix_challenges_expires_at on challenges (expires_at)');

    await runner.query(`
      create table factor_budgets (
        user_id uuid constraint pk_factor_budgets primary key
          constraint fk_factor_budgets_user references users (id) on delete cascade,
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
