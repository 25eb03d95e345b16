import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateBackupCodes1767226210000 implements MigrationInterface {
  name = 'CreateBackupCodes1767226210000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table backup_code_sets (
        user_id uuid constraint pk_backup_code_sets primary key
          constraint fk_backup_code_sets_user references users (id) on delete cascade,
        sealed text,
        salt bytea,
        remaining smallint not null default 0,
        attempts timestamptz[] not null default '{}',
        created_at timestamptz not null default now(),
        constraint ck_backup_code_sets_pending check ((sealed is null) <> (salt is null)),
        constraint ck_backup_code_sets_remaining check (remaining >= 0)
      )`);
    await runner.query('create index ix_backup_code_sets_pending on backup_code_sets (created_at) where sealed is not null');
    await runner.query(`
      create table backup_codes (
        user_id uuid not null constraint fk_backup_codes_set references backup_code_sets (user_id) on delete cascade,
        hash bytea not null,
        used_at timestamptz,
        constraint pk_backup_codes primary key (user_id, hash)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table backup_codes, backup_code_sets');
  }
}
