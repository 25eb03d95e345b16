import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IndexReferences1772755630000 implements MigrationInterface {
  name = 'IndexReferences1772755630000';

  /** What is being sent is taken back too: the index of what only waits served no statement. */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index messages_reference');
    await runner.query(`create index messages_open_reference on messages (reference) where state in ('queued', 'sending')`);
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index messages_open_reference');
    await runner.query(`create index messages_reference on messages (reference) where state = 'queued' and reference is not null`);
  }
}
