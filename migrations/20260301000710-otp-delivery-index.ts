import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IndexMessages1772323630000 implements MigrationInterface {
  name = 'IndexMessages1772323630000';

  /** An account that is deleted takes its messages along. */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index messages_user_idx on messages (user_id) where user_id is not null');
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index messages_user_idx');
  }
}
