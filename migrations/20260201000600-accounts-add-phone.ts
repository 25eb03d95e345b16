import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddPhone1769904360000 implements MigrationInterface {
  name = 'AddPhone1769904360000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table users add column phone_sealed text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table users drop column phone_sealed');
  }
}
