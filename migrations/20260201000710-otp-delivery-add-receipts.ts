import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddReceiptsOtpDelivery1769904430000 implements MigrationInterface {
  readonly name = 'AddReceiptsOtpDelivery1769904430000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table messages
        add column reference text,
        add column is_undeliverable boolean not null default false,
        add column delivered_at timestamptz,
        drop constraint messages_state_known,
        add constraint messages_state_known
          check (state in ('queued', 'sending', 'sent', 'delivered', 'failed', 'expired'))`);
    await runner.query(`create index messages_reference on messages (reference) where state = 'queued' and reference is not null`);
    await runner.query(`
      create table provider_days (
        provider text not null,
        day date not null,
        sent integer not null default 0,
        notices integer not null default 0,
        constraint provider_days_pkey primary key (provider, day)
      )`);
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table provider_days');
    await runner.query('drop index messages_reference');
    await runner.query(`update messages set state = 'sent' where state = 'delivered'`);
    await runner.query(`
      alter table messages
        drop column reference,
        drop column is_undeliverable,
        drop column delivered_at,
        drop constraint messages_state_known,
        add constraint messages_state_known check (state in ('queued', 'sending', 'sent', 'failed', 'expired'))`);
  }
}
