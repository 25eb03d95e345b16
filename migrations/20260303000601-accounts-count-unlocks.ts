import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CountUnlocksAccounts1772496361000 implements MigrationInterface {
  name = 'CountUnlocksAccounts1772496361000';

  async up(runner: QueryRunner): Promise<void> {
    // A constant default: PostgreSQL writes it into the catalogue, not into the rows.
    await runner.query('alter table users add column login_epoch integer not null default 0');
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table users drop column login_epoch');
  }
}
