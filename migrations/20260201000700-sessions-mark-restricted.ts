import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MarkRestrictedSessions1769904420000 implements MigrationInterface {
  name = 'MarkRestrictedSessions1769904420000';

  async up(runner: QueryRunner): Promise<void> {
    // A constant default: PostgreSQL writes it into the catalogue, not into the rows.
    await runner.query('alter table sessions add column is_restricted boolean not null default false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sessions drop column is_restricted');
  }
}
