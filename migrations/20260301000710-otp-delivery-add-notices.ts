import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices have a share of a provider's day for themselves: no flood of them keeps links from being mailed. */
export class AddNoticesOtpDelivery1772323630000 implements MigrationInterface {
  readonly name = 'AddNoticesOtpDelivery1772323630000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table messages drop constraint messages_purpose_known');
    await runner.query(`
      alter table messages add constraint messages_purpose_known check (purpose in ('code', 'security', 'notice', 'other'))`);
    await runner.query('alter table provider_days add column others integer not null default 0');
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table provider_days drop column others');
    await runner.query(`update messages set purpose = 'security' where purpose = 'notice'`);
    await runner.query('alter table messages drop constraint messages_purpose_known');
    await runner.query(`alter table messages add constraint messages_purpose_known check (purpose in ('code', 'security', 'other'))`);
  }
}
