import { Injectable, Module } from '@nestjs/common';
import { Matches } from 'class-validator';
import type { EntityManager } from 'typeorm';
import type { Admission } from '@countersign/crypto';
import { problems } from '@countersign/kernel';
import { EnrolmentCompanion } from '../contract/enrolment-companion';
import { SecondFactor, type Matched, type MethodRef, type RecoveryFactor, type Rejected } from '../contract/factor';
import { MagicWordFactor } from './magic-word.factor';

/** A stranger's companion. */
@Injectable()
@EnrolmentCompanion()
export class Talisman implements EnrolmentCompanion<string> {
  readonly name = 'talisman';
  readonly told: string[] = [];
  places = 0;
  isFull = false;
  isBroken = false;

  admit() {
    if (this.isFull) throw problems.service_unavailable();
    this.places += 1;
    return { release: () => void (this.places -= 1) };
  }

  async offered() {
    return { talisman: 'offered' };
  }

  async prepare(_user: unknown, place?: Admission) {
    if (!place || this.isBroken) throw problems.service_unavailable();
    return 'prepared';
  }

  async confirmed(_user: unknown, _tx: EntityManager, prepared: string) {
    return { talisman: prepared };
  }

  async ended(userId: string) {
    this.told.push(userId);
  }
}

class VoucherProofDto {
  @Matches(/^voucher-/)
  readonly word: string;
}

/** A stranger's way back. */
@Injectable()
@SecondFactor('voucher')
export class Voucher implements RecoveryFactor<VoucherProofDto, string> {
  readonly type = 'voucher';
  readonly role = 'recovery';
  readonly assurance = { amr: ['kba'], phishingResistant: false, restricted: true };
  readonly removed: string[] = [];
  places = 0;

  get proofDto() {
    return VoucherProofDto;
  }

  admit() {
    this.places += 1;
    return { release: () => void (this.places -= 1) };
  }

  async check(_method: MethodRef, { word }: VoucherProofDto): Promise<Rejected | Matched<string>> {
    if (word === 'voucher-often') throw problems.too_many_requests();
    if (word === 'voucher-wrong') return { outcome: 'rejected', reason: 'unknown', attemptsRemaining: 1 };
    return { outcome: 'matched', evidence: word };
  }

  async consume(_method: MethodRef, word: string) {
    return word === 'voucher-late' ? false : { answer: { thanks: word } };
  }

  async remove({ id }: MethodRef) {
    this.removed.push(id);
  }
}

@Module({ providers: [MagicWordFactor, Talisman, Voucher] })
export class StrangersModule {}
