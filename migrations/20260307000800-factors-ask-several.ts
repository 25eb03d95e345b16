import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AskSeveral1772842080000 implements MigrationInterface {
  name = 'AskSeveral1772842080000';

  /** Whether codes of more methods than the last one may still be on their way for a challenge. */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table challenges add column has_asked_several boolean not null default false');
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table challenges drop column has_asked_several');
  }
}
