import type { MigrationInterface, QueryRunner } from 'typeorm';

const FACTS = 'id, email, username, role, is_active, email_verified, two_factor_enabled, trust_epoch, created_at, updated_at';

export class AdministerAccounts1772409960000 implements MigrationInterface {
  name = 'AdministerAccounts1772409960000';

  async up(runner: QueryRunner): Promise<void> {
    // Constant defaults: PostgreSQL writes them into the catalogue, not into the rows.
    await runner.query('alter table users add column must_change_password boolean not null default false, add column enrolment_asked_at timestamptz');
    await runner.query(`create or replace view user_facts as select ${FACTS}, must_change_password from users`);
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop view user_facts');
    await runner.query(`create view user_facts as select ${FACTS} from users`);
    await runner.query('alter table users drop column must_change_password, drop column enrolment_asked_at');
  }
}
