import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddVerifications1769904480000 implements MigrationInterface {
  name = 'AddVerifications1769904480000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table challenges add column asked_for text, add column canceled_at timestamptz');
    await runner.query('alter table challenges drop constraint ck_challenges_purpose');
    await runner.query(
      `alter table challenges add constraint ck_challenges_purpose check (purpose in ('login', 'step_up', 'verification'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`delete from challenges where purpose = 'verification'`);
    await runner.query('alter table challenges drop constraint ck_challenges_purpose');
    await runner.query(`alter table challenges add constraint ck_challenges_purpose check (purpose in ('login', 'step_up'))`);
    await runner.query('alter table challenges drop column canceled_at, drop column asked_for');
  }
}
