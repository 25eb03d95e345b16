import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSessions1767226020000 implements MigrationInterface {
  name = 'CreateSessions1767226020000';

  async up(runner: QueryRunner): Promise<void> {
    // Room on each page lets the frequent updates (last use, refresh) stay beside the row, without touching an index.
    await runner.query(`
      create table sessions (
        id uuid not null,
        user_id uuid not null,
        created_at timestamptz not null default now(),
        auth_time timestamptz not null default now(),
        last_used_at timestamptz not null default now(),
        expires_at timestamptz not null,
        idle_expires_at timestamptz not null,
        revoked_at timestamptz,
        aal smallint not null,
        amr text[] not null,
        ip_address text,
        user_agent text,
        device_name text,
        refresh_count integer not null default 0,
        refresh_window timestamptz not null default now(),
        constraint pk_sessions primary key (id),
        constraint fk_sessions_user foreign key (user_id) references users (id) on delete cascade,
        constraint ck_sessions_aal check (aal in (1, 2))
      ) with (fillfactor = 80)`);
    await runner.query('create index ix_sessions_user_id on sessions (user_id)');
    await runner.query('create index ix_sessions_expires_at on sessions (expires_at)');
    await runner.query('create index ix_sessions_revoked_at on sessions (revoked_at) where revoked_at is not null');
    await runner.query(`
      create table refresh_tokens (
        digest bytea not null,
        session_id uuid not null,
        created_at timestamptz not null default now(),
        spent_at timestamptz,
        expires_at timestamptz not null,
        constraint pk_refresh_tokens primary key (digest),
        constraint fk_refresh_tokens_session foreign key (session_id) references sessions (id) on delete cascade
      ) with (fillfactor = 80)`);
    await runner.query('create index ix_refresh_tokens_session_id on refresh_tokens (session_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table refresh_tokens');
    await runner.query('drop table sessions');
  }
}
