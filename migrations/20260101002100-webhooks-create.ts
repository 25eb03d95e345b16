import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateWebhooks1767226860000 implements MigrationInterface {
  name = 'CreateWebhooks1767226860000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table webhooks (
        id uuid constraint webhooks_pkey primary key,
        user_id uuid not null constraint fk_webhooks_user references users (id) on delete cascade,
        is_for_all boolean not null,
        url text not null,
        description text,
        events text[] not null,
        is_active boolean not null default true,
        disabled_reason text constraint webhooks_disabled_reason_known check (disabled_reason in ('owner', 'gone', 'failing')),
        secret_sealed text not null,
        previous_secret_sealed text,
        previous_secret_expires_at timestamptz,
        failures integer not null default 0,
        failing_since timestamptz,
        resume_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      ) with (fillfactor = 70)`);
    await runner.query('create index webhooks_user_idx on webhooks (user_id)');
    await runner.query('create index webhooks_all_users_idx on webhooks (id) where is_for_all');
    await runner.query(`
      create table webhook_deliveries (
        id uuid constraint webhook_deliveries_pkey primary key,
        webhook_id uuid not null constraint fk_webhook_deliveries_webhook references webhooks (id) on delete cascade,
        event_id uuid not null,
        type text not null,
        user_id uuid,
        lane smallint not null,
        holds_lane boolean not null default false,
        is_test boolean not null default false,
        state text not null
          constraint webhook_deliveries_state_known check (state in ('waiting', 'pending', 'delivered', 'failed', 'canceled')),
        attempts integer not null default 0,
        history jsonb not null default '[]',
        body text not null,
        next_attempt_at timestamptz,
        created_at timestamptz not null default now(),
        finished_at timestamptz,
        constraint webhook_deliveries_event_key unique (webhook_id, event_id)
      ) with (fillfactor = 70)`);
    await runner.query('create index webhook_deliveries_log_idx on webhook_deliveries (webhook_id, id)');
    await runner.query(`create index webhook_deliveries_lane_idx on webhook_deliveries (webhook_id, lane, event_id) where state = 'waiting'`);
    await runner.query('create index webhook_deliveries_head_idx on webhook_deliveries (webhook_id, lane) where holds_lane');
    await runner.query('create index webhook_deliveries_finished_idx on webhook_deliveries (finished_at) where finished_at is not null');
    await runner.query(`create index webhook_deliveries_due_idx on webhook_deliveries (next_attempt_at) where state = 'pending'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table webhook_deliveries');
    await runner.query('drop table webhooks');
  }
}
