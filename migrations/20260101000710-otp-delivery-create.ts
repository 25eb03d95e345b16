import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOtpDelivery1767226030000 implements MigrationInterface {
  name = 'CreateOtpDelivery1767226030000';

  async up(runner: QueryRunner): Promise<void> {
    // No foreign key to users: the mail that tells of an account's end outlives the account.
    await runner.query(`
      create table messages (
        id uuid constraint messages_pkey primary key,
        user_id uuid,
        channel text not null,
        purpose text not null constraint messages_purpose_known check (purpose in ('code', 'security', 'other')),
        dedupe_key text,
        destination_sealed text not null,
        body_sealed text,
        state text not null default 'queued'
          constraint messages_state_known check (state in ('queued', 'sending', 'sent', 'failed', 'expired')),
        attempts integer not null default 0,
        provider text,
        provider_message_id text,
        last_error text,
        not_after timestamptz,
        created_at timestamptz not null default now(),
        sent_at timestamptz
      )`);
    await runner.query(`create unique index messages_dedupe_key on messages (dedupe_key) where dedupe_key is not null`);
    await runner.query(`create index messages_created_at on messages (created_at)`);
    await runner.query(`create index messages_open on messages (created_at) where state in ('queued', 'sending')`);
    await runner.query(`create index messages_inbox on messages (created_at desc, id desc) where provider = 'inbox'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table messages`);
  }
}
