import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an account's address was, for a week: a notice goes to the one that the account had when it happened. */
export class KeepAddressesAccounts1772323570000 implements MigrationInterface {
  readonly name = 'KeepAddressesAccounts1772323570000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table former_addresses (
        id uuid not null,
        user_id uuid not null,
        address_sealed text not null,
        ended_at timestamptz not null default now(),
        constraint pk_former_addresses primary key (id),
        constraint fk_former_addresses_user foreign key (user_id) references users (id) on delete cascade
      )`);
    await runner.query('create index ix_former_addresses_user_id on former_addresses (user_id, ended_at)');
    await runner.query('create index ix_former_addresses_ended_at on former_addresses (ended_at)');
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table former_addresses');
  }
}
