import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links end with what was trusted when they were asked for. Those that are out already belong to the present epoch. */
export class BindLinksAccounts1772323560000 implements MigrationInterface {
  readonly name = 'BindLinksAccounts1772323560000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table links add column trust_epoch integer');
    await runner.query('update links set trust_epoch = users.trust_epoch from users where users.id = links.user_id');
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table links drop column trust_epoch');
  }
}
