import type { MigrationInterface, QueryRunner } from 'typeorm';

const FACTS = 'id, email, username, role, is_active, email_verified, two_factor_enabled, trust_epoch, created_at, updated_at, must_change_password';

export class TellGraceAccounts1772496360000 implements MigrationInterface {
  name = 'TellGraceAccounts1772496360000';

  /** A session is refreshed no more once its user has to have a second factor. */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create or replace view user_facts as select ${FACTS}, enrolment_asked_at from users`);
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop view user_facts');
    await runner.query(`create view user_facts as select ${FACTS} from users`);
  }
}
