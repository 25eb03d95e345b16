import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EnrolSessions1772410020000 implements MigrationInterface {
  name = 'EnrolSessions1772410020000';

  async up(runner: QueryRunner): Promise<void> {
    // A constant default: PostgreSQL writes it into the catalogue, not into the rows.
    await runner.query('alter table sessions add column is_enrolment boolean not null default false');
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sessions drop column is_enrolment');
  }
}
