import { Injectable } from '@nestjs/common';
import { ArrayMinSize, IsArray, IsString, Length } from 'class-validator';
import type { EntityManager } from 'typeorm';
import { Database, statement } from '@countersign/database';
import { SecondFactor, type Factor, type Matched, type MethodRef, type Rejected, type SetupOffer } from '../contract/factor';

/** The table of `MagicWordFactor`; a factor that ships brings a migration. */
export const MAGIC_WORD_TABLE = `
  create table magic_words (
    method_id uuid not null references two_factor_methods (id) on delete cascade,
    word text not null, expires_at timestamptz not null default now() + interval '1 hour', used_at timestamptz,
    primary key (method_id, word))`;

export class MagicWordSetupDto {
  @IsArray()
  @ArrayMinSize(1)
  @IsString({ each: true })
  readonly words: string[];
}

export class MagicWordProofDto {
  @IsString()
  @Length(1, 64)
  readonly word: string;
}

const add = statement('magic_add', 'insert into magic_words (method_id, word) select $1, unnest($2::text[])');
const find = statement<{ word: string }>(
  'magic_find',
  'select word from magic_words where method_id = $1 and word = $2 and used_at is null and expires_at > now()',
);
const use = statement<{ word: string }>(
  'magic_use',
  'update magic_words set used_at = now() where method_id = $1 and word = $2 and used_at is null returning word',
);
const forget = statement('magic_forget', 'delete from magic_words where method_id = $1');

/** The plainest factor that there may be, for the specs of this lib. docs/extending has one as it would ship. */
@Injectable()
@SecondFactor('magic-word')
export class MagicWordFactor implements Factor<MagicWordProofDto, MagicWordSetupDto, string> {
  readonly type = 'magic-word';
  readonly role = 'primary';
  readonly assurance = { amr: ['kba'], phishingResistant: false, restricted: true };

  constructor(private readonly database: Database) {}

  get setupDto() {
    return MagicWordSetupDto;
  }

  get proofDto() {
    return MagicWordProofDto;
  }

  async setUp({ id }: MethodRef, { words }: MagicWordSetupDto, tx: EntityManager): Promise<SetupOffer> {
    await this.database.run(add, [id, words], tx);
    return { answer: { words: words.length } };
  }

  async check({ id }: MethodRef, { word }: MagicWordProofDto): Promise<Rejected | Matched<string>> {
    const [row] = await this.database.run(find, [id, word]);
    return row ? { outcome: 'matched', evidence: row.word } : { outcome: 'rejected', reason: 'no such unused word' };
  }

  async consume({ id }: MethodRef, word: string, tx: EntityManager): Promise<boolean> {
    return (await this.database.run(use, [id, word], tx)).length === 1;
  }

  async remove({ id }: MethodRef, tx: EntityManager): Promise<void> {
    await this.database.run(forget, [id], tx);
  }
}
