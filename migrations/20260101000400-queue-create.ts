import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateQueue1767225840000 implements MigrationInterface {
  readonly name = 'CreateQueue1767225840000';

  async up(runner: QueryRunner): Promise<void> {
    // Rows are claimed and renewed in place, then deleted: room on each page keeps those updates off the indexes.
    await runner.query(`
      create table outbox (
        id uuid not null,
        job text not null,
        queue text not null,
        subject uuid not null,
        created_at timestamptz not null default now(),
        run_at timestamptz not null default now(),
        not_after timestamptz,
        attempts integer not null default 0,
        claim uuid,
        claimed_until timestamptz,
        last_error text,
        dead_at timestamptz,
        constraint outbox_pkey primary key (id)
      ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500)`);
    await runner.query('create index outbox_due_idx on outbox (queue, run_at) where dead_at is null');
    await runner.query('create index outbox_dead_idx on outbox (dead_at) where dead_at is not null');
    await runner.query(`
      create table worker_heartbeats (
        id uuid not null,
        started_at timestamptz not null default now(),
        seen_at timestamptz not null default now(),
        constraint worker_heartbeats_pkey primary key (id)
      )`);
    await runner.query(`
      create table worker_turns (
        name text not null,
        next_at timestamptz not null,
        constraint worker_turns_pkey primary key (name)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table worker_turns');
    await runner.query('drop table worker_heartbeats');
    await runner.query('drop table outbox');
  }
}
