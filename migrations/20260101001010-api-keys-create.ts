import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateApiKeys1767226210000 implements MigrationInterface {
  name = 'CreateApiKeys1767226210000';

  async up(runner: QueryRunner): Promise<void> {
    // Every use counts in the row: room on each page keeps the new version beside the old one, without touching an index.
    await runner.query(`
      create table api_keys (
        id uuid not null,
        user_id uuid not null,
        name text not null,
        key_prefix text not null,
        digest bytea not null,
        previous_digest bytea,
        previous_expires_at timestamptz,
        scopes text[] not null,
        allowed_networks cidr[] not null default '{}',
        rate_limit integer not null,
        window_started_at timestamptz not null default now(),
        window_count integer not null default 0,
        created_at timestamptz not null default now(),
        expires_at timestamptz,
        last_used_at timestamptz,
        revoked_at timestamptz,
        constraint pk_api_keys primary key (id),
        constraint fk_api_keys_user foreign key (user_id) references users (id) on delete cascade,
        constraint ck_api_keys_previous check ((previous_digest is null) = (previous_expires_at is null))
      ) with (fillfactor = 70)`);
    await runner.query('create unique index uq_api_keys_key_prefix on api_keys (key_prefix)');
    await runner.query('create index ix_api_keys_user_id on api_keys (user_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table api_keys');
  }
}
