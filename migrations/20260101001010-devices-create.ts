import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateDevices1767226210000 implements MigrationInterface {
  name = 'CreateDevices1767226210000';

  async up(runner: QueryRunner): Promise<void> {
    // Room on each page lets the updates of each use stay beside the row, without touching an index.
    await runner.query(`
      create table trusted_devices (
        id uuid not null,
        user_id uuid not null,
        trust_epoch integer not null,
        device_name text not null,
        ip_address text,
        user_agent text,
        created_at timestamptz not null default now(),
        last_used_at timestamptz not null default now(),
        expires_at timestamptz not null,
        constraint pk_trusted_devices primary key (id),
        constraint fk_trusted_devices_user foreign key (user_id) references users (id) on delete cascade
      ) with (fillfactor = 80)`);
    await runner.query('create index ix_trusted_devices_user_id on trusted_devices (user_id)');
    await runner.query('create index ix_trusted_devices_expires_at on trusted_devices (expires_at)');
    await runner.query(`
      create table trusted_device_tokens (
        digest bytea not null,
        device_id uuid not null,
        created_at timestamptz not null default now(),
        spent_at timestamptz,
        constraint pk_trusted_device_tokens primary key (digest),
        constraint fk_trusted_device_tokens_device foreign key (device_id) references trusted_devices (id) on delete cascade
      ) with (fillfactor = 80)`);
    await runner.query('create index ix_trusted_device_tokens_device_id on trusted_device_tokens (device_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table trusted_device_tokens');
    await runner.query('drop table trusted_devices');
  }
}
