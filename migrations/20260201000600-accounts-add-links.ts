import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddLinksAccounts1769904360000 implements MigrationInterface {
  readonly name = 'AddLinksAccounts1769904360000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table links (
        id uuid not null,
        kind text not null,
        user_id uuid,
        address_sealed text not null,
        digest bytea,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        used_at timestamptz,
        constraint pk_links primary key (id),
        constraint fk_links_user foreign key (user_id) references users (id) on delete cascade,
        constraint ck_links_kind check (kind in ('reset', 'verify', 'change', 'exists')),
        constraint ck_links_issued check (digest is null or user_id is not null)
      )`);
    await runner.query('create unique index uq_links_digest on links (digest)');
    await runner.query('create index ix_links_user_id on links (user_id)');
    await runner.query('create index ix_links_expires_at on links (expires_at)');
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table links');
  }
}
