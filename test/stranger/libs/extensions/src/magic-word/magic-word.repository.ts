import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Database, statement } from '@countersign/database';
import type { EntityManager, Repository } from 'typeorm';
import { MagicWord } from './magic-word.entity';

export type SealedWord = Pick<MagicWord, 'id' | 'wordSealed'>;

const findUnused = statement<SealedWord>(
  'magic_words_find_unused',
  `select id, word_sealed as "wordSealed" from magic_words
   where method_id = $1 and used_at is null and expires_at > now()`,
);
const use = statement<{ id: string }>(
  'magic_words_use',
  'update magic_words set used_at = now() where id = $1 and used_at is null and expires_at > now() returning id',
);

/** The rows of `magic_words`. */
@Injectable()
export class MagicWordRepository {
  constructor(
    private readonly database: Database,
    @InjectRepository(MagicWord) private readonly words: Repository<MagicWord>,
  ) {}

  async add(tx: EntityManager, methodId: string, words: readonly SealedWord[]): Promise<void> {
    await tx.withRepository(this.words).insert(words.map((word) => ({ ...word, methodId })));
  }

  findUnused(methodId: string): Promise<SealedWord[]> {
    return this.database.run(findUnused, [methodId]);
  }

  /** One conditional statement; false: another request was first. */
  async useOnce(tx: EntityManager, id: string): Promise<boolean> {
    return (await this.database.run(use, [id], tx)).length === 1;
  }

  async removeAll(tx: EntityManager, methodId: string): Promise<void> {
    await tx.withRepository(this.words).delete({ methodId });
  }
}
