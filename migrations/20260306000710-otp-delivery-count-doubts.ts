import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often a provider may have taken a message without saying so: it is repeated once and no more. */
export class CountDoubtsOtpDelivery1772755630000 implements MigrationInterface {
  readonly name = 'CountDoubtsOtpDelivery1772755630000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table messages add column doubts smallint not null default 0');
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table messages drop column doubts');
  }
}
