import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAccounts1767225960000 implements MigrationInterface {
  name = 'CreateAccounts1767225960000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table users (
        id uuid not null,
        email text,
        email_key text,
        username text,
        username_key text,
        external_id text,
        password_hash text,
        email_verified boolean not null default false,
        two_factor_enabled boolean not null default false,
        role text not null default 'user',
        is_active boolean not null default true,
        trust_epoch integer not null default 0,
        password_changed_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint pk_users primary key (id),
        constraint ck_users_role check (role in ('user', 'admin'))
      )`);
    await runner.query('create unique index uq_users_email_key on users (email_key)');
    await runner.query('create unique index uq_users_username_key on users (username_key)');
    await runner.query('create unique index uq_users_external_id on users (external_id)');
    await runner.query(`
      create view user_facts as
      select id, email, username, role, is_active, email_verified, two_factor_enabled, trust_epoch, created_at, updated_at
      from users`);
    await runner.query(`
      create table login_buckets (
        key bytea not null,
        tries timestamptz[] not null,
        expires_at timestamptz not null,
        constraint pk_login_buckets primary key (key)
      )`);
    await runner.query('create index ix_login_buckets_expires_at on login_buckets (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table login_buckets');
    await runner.query('drop view user_facts');
    await runner.query('drop table users');
  }
}
