import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { equalInConstantTime, randomDigits } from '@countersign/crypto';
import type { ChallengeRef, Matched, MethodRef, Rejected } from '@countersign/factors';
import { OtpSettings } from '../otp.settings';
import { CodeDigests } from '../code-digests';
import { CodeRepository, type CodeKey } from './code.repository';
import type { WrittenCode } from './code.statements';

export const CODE_DIGITS = 6;

/** A code in clear, on its way into a message; the table has its digest. */
export interface NewCode extends WrittenCode {
  readonly code: string;
}

/** Names the code that was right. */
export interface CodeEvidence extends CodeKey {
  readonly digest: Buffer;
  /** Its user is still to be told that a code did not arrive. */
  readonly hasFailed: boolean;
}

/** Codes of six digits: the newest one is good, for minutes, for five tries, once, and for one challenge alone. */
@Injectable()
export class Codes {
  constructor(
    private readonly rows: CodeRepository,
    private readonly digests: CodeDigests,
    private readonly settings: OtpSettings,
  ) {}

  /** What follows can be taken back without the rest of the transaction. */
  begin(tx: EntityManager): Promise<void> {
    return this.rows.begin(tx);
  }

  takeBack(tx: EntityManager): Promise<void> {
    return this.rows.takeBack(tx);
  }

  /** For what is counted only where it holds. */
  afterCommit(tx: EntityManager, task: () => void): void {
    this.rows.afterCommit(tx, task);
  }

  /**
   * A new code in the place of the older one.
   *
   * @param challenge null: for the setup of the method.
   * @param secondsLeft how long an answer is taken at all.
   * @returns the seconds to wait where the last code is too young.
   */
  async renew(tx: EntityManager, method: MethodRef, challenge: ChallengeRef | null, secondsLeft: number): Promise<NewCode | { wait: number }> {
    const key = keyOf(method, challenge);
    const code = randomDigits(CODE_DIGITS);
    const seconds = Math.min(this.settings.OTP_EXPIRY_MINUTES * 60, secondsLeft);
    const written = await this.rows.writeOnce(tx, key, this.digestsOf(method, key, code)[0], seconds);
    return written ? { ...written, code } : { wait: await this.rows.pauseOf(tx, key) };
  }

  /** Counts a try, then compares in constant time. */
  async check(method: MethodRef, challenge: ChallengeRef | null, code: string): Promise<Rejected | Matched<CodeEvidence>> {
    const key = keyOf(method, challenge);
    const tried = await this.rows.reserveTry(key);
    if (!tried) return rejected('no code was sent for this');
    const { digest, isSpent, hasExpired, hasFailed } = tried;
    if (!digest) return rejected(isSpent ? 'the code is spent' : hasExpired ? 'the code has expired' : 'five codes were tried');
    const isRight = this.digestsOf(method, key, code).some((one) => equalInConstantTime(digest, one));
    if (!isRight) return rejected('not the code that was sent last');
    return { outcome: 'matched', evidence: { ...key, digest, hasFailed } };
  }

  consume(tx: EntityManager, { digest, methodId, contextId }: CodeEvidence): Promise<boolean> {
    return this.rows.consumeOnce(tx, { methodId, contextId }, digest);
  }

  /** The methods that were sent a code for a challenge. */
  askedFor(tx: EntityManager, challenge: ChallengeRef): Promise<string[]> {
    return this.rows.askedFor(tx, challenge);
  }

  private digestsOf({ userId }: MethodRef, key: CodeKey, code: string) {
    return this.digests.code({ ...key, userId }, code);
  }
}

/** A code of a setup answers the method itself. */
export function keyOf({ id: methodId }: MethodRef, challenge: ChallengeRef | null): CodeKey {
  return { methodId, contextId: challenge?.id ?? methodId };
}

const rejected = (reason: string): Rejected => ({ outcome: 'rejected', reason });
