import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTotp1767226200000 implements MigrationInterface {
  name = 'CreateTotp1767226200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table totp_secrets (
        method_id uuid constraint totp_secrets_pkey primary key
          constraint totp_secrets_method_fkey references two_factor_methods (id) on delete cascade,
        user_id uuid not null,
        secret_sealed text not null,
        last_used_step bigint,
        created_at timestamptz not null default now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table totp_secrets');
  }
}
