import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KnowAgents1772323620000 implements MigrationInterface {
  name = 'KnowAgents1772323620000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table known_agents (
        user_id uuid not null,
        name text not null,
        last_seen_at timestamptz not null default now(),
        constraint pk_known_agents primary key (user_id, name),
        constraint fk_known_agents_user foreign key (user_id) references users (id) on delete cascade
      )`);
    await runner.query('create index ix_known_agents_last_seen_at on known_agents (last_seen_at)');
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table known_agents');
  }
}
