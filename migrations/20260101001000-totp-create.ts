import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTotp1767226200000 implements MigrationInterface {
  name = 'CreateTotp1767226200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table totp_secrets (
        method_id uuid constraint pk_totp_secrets primary key
          constraint fk_totp_secrets_method references two_factor_methods (id) on delete cascade,
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
