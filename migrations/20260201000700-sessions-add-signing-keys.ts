import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddSigningKeys1769904420000 implements MigrationInterface {
  name = 'AddSigningKeys1769904420000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table signing_keys (
        kid text not null,
        state text not null,
        public_jwk jsonb not null,
        private_sealed text not null,
        created_at timestamptz not null default now(),
        state_since timestamptz not null default now(),
        constraint pk_signing_keys primary key (kid),
        constraint ck_signing_keys_state check (state in ('next', 'current', 'previous'))
      )`);
    await runner.query(`create unique index uq_signing_keys_state on signing_keys (state) where state in ('next', 'current')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table signing_keys');
  }
}
