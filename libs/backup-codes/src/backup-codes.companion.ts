import { Injectable } from '@nestjs/common';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString } from 'class-validator';
import { CodeHasher, Sealer, type Admission, type SealBinding } from '@countersign/crypto';
import { EnrolmentCompanion } from '@countersign/factors';
import { problems } from '@countersign/kernel';
import { MayBeLeftOut, type UserFacts } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { CodeSetRepository, type HashedSet } from './codes/code-set.repository';
import { CODES_IN_A_SET, newCodes } from './new-codes';

const PURPOSE = 'backup-codes.pending';

interface PreparedCodes extends HashedSet {
  readonly codes: readonly string[];
  /** What was pending; null: nothing was, and these are new. */
  readonly sealed: string | null;
}

class OfferedBackupCodes {
  /** With the first method of an account: each signs in once, without any other factor. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMinSize(CODES_IN_A_SET)
  @ArrayMaxSize(CODES_IN_A_SET)
  @IsString({ each: true })
  readonly backupCodes?: string[];
}

/** Ten codes come with the first method, whichever it is: sealed at setup, hashed and shown once more when it is confirmed. */
@Injectable()
@EnrolmentCompanion()
export class BackupCodesCompanion implements EnrolmentCompanion<PreparedCodes> {
  readonly name = 'backup-codes';

  constructor(
    private readonly sets: CodeSetRepository,
    private readonly sealer: Sealer,
    private readonly hasher: CodeHasher,
  ) {}

  get answerDto() {
    return OfferedBackupCodes;
  }

  admit(): Admission {
    return this.hasher.admit(CODES_IN_A_SET);
  }

  async offered({ id }: UserFacts, tx: EntityManager) {
    const backupCodes = newCodes();
    await this.sets.offer(tx, id, this.sealer.seal(PURPOSE, bindingOf(id), backupCodes.join(' ')));
    return { backupCodes };
  }

  /** The codes of the last setup; new ones where that was no first one, as its user had a method that is gone. */
  async prepare({ id }: UserFacts, place?: Admission): Promise<PreparedCodes> {
    const sealed = await this.sets.findPending(id);
    const codes = sealed === null ? newCodes() : this.sealer.open(PURPOSE, bindingOf(id), sealed).split(' ');
    const salt = this.hasher.newSalt();
    return { codes, sealed, salt, hashes: await this.hasher.hash(codes, salt, place) };
  }

  async confirmed({ id }: UserFacts, tx: EntityManager, { codes, sealed, ...set }: PreparedCodes) {
    if (sealed === null) await this.sets.replace(tx, id, set);
    else if (!(await this.sets.confirmOnce(tx, id, sealed, set))) throw replacedMeanwhile();
    return { backupCodes: codes };
  }
}

function bindingOf(userId: string): SealBinding {
  return { table: 'backup_code_sets', column: 'sealed', row: userId, user: userId };
}

/** Another setup offered other codes while these were hashed: nothing is spent, and the same request works again. */
function replacedMeanwhile() {
  return problems.service_unavailable({ retryAfter: 1 }, { retryAfterSeconds: 1, reason: 'other backup codes were offered meanwhile' });
}
