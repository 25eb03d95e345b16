import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddRosterExtensions1798848000000 implements MigrationInterface {
  readonly name = 'AddRosterExtensions1798848000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table roster_entries (
        event_id uuid not null,
        user_id uuid not null,
        enrolled_at timestamptz not null,
        constraint pk_roster_entries primary key (event_id),
        constraint fk_roster_entries_user foreign key (user_id) references users (id) on delete cascade
      )`);
    await runner.query('create index ix_roster_entries_user_id on roster_entries (user_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table roster_entries');
  }
}
