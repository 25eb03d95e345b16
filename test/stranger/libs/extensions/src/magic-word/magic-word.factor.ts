import { Injectable } from '@nestjs/common';
import { equalInConstantTime, Sealer, type SealBinding } from '@countersign/crypto';
import { SecondFactor, type Factor, type Matched, type MethodRef, type Rejected, type SetupOffer } from '@countersign/factors';
import { newId } from '@countersign/kernel';
import type { EntityManager } from 'typeorm';
import { MagicWordProofDto, MagicWordSetupAnswer, MagicWordSetupDto } from './magic-word.dto';
import { MagicWordRepository } from './magic-word.repository';

const PURPOSE = 'magic-word.word';

/** Words that were agreed on, each good once. */
@Injectable()
@SecondFactor('magic-word')
export class MagicWordFactor implements Factor<MagicWordProofDto, MagicWordSetupDto, string> {
  readonly type = 'magic-word';
  readonly role = 'primary';
  /** RFC 8176 §2. */
  readonly assurance = { amr: ['kba'], phishingResistant: false, restricted: true };

  constructor(
    private readonly words: MagicWordRepository,
    private readonly sealer: Sealer,
  ) {}

  get setupDto() {
    return MagicWordSetupDto;
  }

  get proofDto() {
    return MagicWordProofDto;
  }

  get setupAnswer() {
    return MagicWordSetupAnswer;
  }

  async setUp(method: MethodRef, { words }: MagicWordSetupDto, tx: EntityManager): Promise<SetupOffer> {
    const sealed = words.map((word) => {
      const id = newId();
      return { id, wordSealed: this.sealer.seal(PURPOSE, bindingOf(method, id), word) };
    });
    await this.words.add(tx, method.id, sealed);
    return { answer: { words: words.length } };
  }

  async check(method: MethodRef, { word }: MagicWordProofDto): Promise<Rejected | Matched<string>> {
    const unused = await this.words.findUnused(method.id);
    // All are opened and compared, whichever it is.
    const [right] = unused.filter(({ id, wordSealed }) =>
      equalInConstantTime(this.sealer.open(PURPOSE, bindingOf(method, id), wordSealed), word),
    );
    return right ? { outcome: 'matched', evidence: right.id } : { outcome: 'rejected', reason: 'no unused word is this one' };
  }

  consume(_method: MethodRef, id: string, tx: EntityManager): Promise<boolean> {
    return this.words.useOnce(tx, id);
  }

  remove({ id }: MethodRef, tx: EntityManager): Promise<void> {
    return this.words.removeAll(tx, id);
  }
}

function bindingOf({ userId: user }: MethodRef, row: string): SealBinding {
  return { table: 'magic_words', column: 'word_sealed', row, user };
}
