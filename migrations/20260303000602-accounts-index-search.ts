import type { MigrationInterface, QueryRunner } from 'typeorm';

const NAMES = ['email_key', 'username_key'];

export class IndexSearchAccounts1772496362000 implements MigrationInterface {
  name = 'IndexSearchAccounts1772496362000';

  /** By bytes, whatever the collation of the database: one index then serves whole names and their beginnings. */
  async up(runner: QueryRunner): Promise<void> {
    for (const name of NAMES) {
      await runner.query(`create unique index uq_users_${name}_new on users (${name} text_pattern_ops)`);
      await runner.query(`drop index uq_users_${name}`);
      await runner.query(`alter index uq_users_${name}_new rename to uq_users_${name}`);
    }
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    for (const name of NAMES) {
      await runner.query(`drop index uq_users_${name}`);
      await runner.query(`create unique index uq_users_${name} on users (${name})`);
    }
  }
}
