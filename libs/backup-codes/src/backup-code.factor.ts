import { Injectable } from '@nestjs/common';
import { CodeHasher, equalInConstantTime, type Admission } from '@countersign/crypto';
import { SecondFactor, type ChallengeRef, type Matched, type MethodRef, type RecoveryFactor, type Rejected, type Spent } from '@countersign/factors';
import { problems } from '@countersign/kernel';
import type { EntityManager } from 'typeorm';
import { BackupCodeProofDto } from './backup-code.dto';
import { backupCodeEvents } from './backup-codes.events';
import { BackupCodesSettings } from './backup-codes.settings';
import { CodeSetRepository } from './codes/code-set.repository';
import { isLow } from './new-codes';

const NO_CODES: Rejected = { outcome: 'rejected', reason: 'the user has no backup codes' };

/**
 * Look-up secrets (NIST SP 800-63B-4 §3.1.2), each good once. A check costs one hash, whichever code it is, and one conditional
 * update. Failures in a row do not disable the set, as they do a method: it is the way back from that, at 60 bits a code.
 */
@Injectable()
@SecondFactor('backup-code')
export class BackupCodeFactor implements RecoveryFactor<BackupCodeProofDto, Buffer> {
  readonly type = 'backup-code';
  readonly role = 'recovery';
  /** RFC 8176 §2: a one-time password. */
  readonly assurance = { amr: ['otp'], phishingResistant: false, restricted: false };

  constructor(
    private readonly sets: CodeSetRepository,
    private readonly hasher: CodeHasher,
    private readonly settings: BackupCodesSettings,
  ) {}

  get proofDto() {
    return BackupCodeProofDto;
  }

  admit(): Admission {
    return this.hasher.admit();
  }

  /** @throws too_many_requests with the seconds to wait when the user's own window of wrong codes is full. */
  async check(
    { userId }: MethodRef,
    { code }: BackupCodeProofDto,
    _challenge: ChallengeRef | null,
    place?: Admission,
  ): Promise<Rejected | Matched<Buffer>> {
    const set = await this.sets.reserveCheck(userId, this.settings.BACKUP_CODE_RATE_LIMIT_MAX);
    if (!set) return this.refuse(userId);
    const [hash = Buffer.alloc(0)] = await this.hasher.hash([code], set.salt, place);
    const isAmong = (hashes: readonly Buffer[]) => hashes.some((one) => equalInConstantTime(one, hash));
    const [isUnused, isUsed] = [isAmong(set.unused), isAmong(set.used)];
    // Before it is spent: another request may be first, and then this one was right all the same.
    if (isUnused || isUsed) await this.sets.release(userId, set.at);
    if (isUnused) return { outcome: 'matched', evidence: hash };
    if (isUsed) return { outcome: 'rejected', reason: 'the backup code is spent', alreadyUsed: {} };
    return { outcome: 'rejected', reason: 'no backup code is this one', attemptsRemaining: set.attemptsRemaining };
  }

  async consume({ userId }: MethodRef, hash: Buffer, tx: EntityManager): Promise<false | Spent> {
    const remaining = await this.sets.useOnce(tx, userId, hash);
    if (remaining === null) return false;
    const events = [backupCodeEvents['2fa.backup_code_used']({ userId, data: { remaining } })];
    return { answer: { remaining, lowBackupCodes: isLow(remaining) }, events };
  }

  async unlock({ userId }: MethodRef, tx: EntityManager): Promise<void> {
    await this.sets.clearTries(tx, userId);
  }

  async remove({ userId }: MethodRef, tx: EntityManager): Promise<void> {
    await this.sets.remove(tx, userId);
  }

  private async refuse(userId: string): Promise<Rejected> {
    const limit = this.settings.BACKUP_CODE_RATE_LIMIT_MAX;
    const retryAfter = await this.sets.secondsToWait(userId, limit);
    if (retryAfter === null) return NO_CODES;
    const reason = 'the window of wrong backup codes is full';
    throw problems.too_many_requests({ retryAfter, limit }, { retryAfterSeconds: retryAfter, reason });
  }
}
