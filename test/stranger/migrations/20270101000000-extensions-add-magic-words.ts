import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddMagicWordsExtensions1798761600000 implements MigrationInterface {
  readonly name = 'AddMagicWordsExtensions1798761600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table magic_words (
        id uuid not null,
        method_id uuid not null,
        word_sealed text not null,
        expires_at timestamptz not null default now() + interval '90 days',
        used_at timestamptz,
        constraint pk_magic_words primary key (id),
        constraint fk_magic_words_method foreign key (method_id) references two_factor_methods (id) on delete cascade
      )`);
    await runner.query('create index ix_magic_words_method_id on magic_words (method_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table magic_words');
  }
}
