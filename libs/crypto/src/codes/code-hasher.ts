import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ARGON2_FLOOR } from '../crypto.settings';
import type { Admission } from '../pool/admissions';
import { HashPool } from '../pool/hash-pool';

/** RFC 9106 §3.1 recommends 16 bytes. */
const SALT_BYTES = 16;

/**
 * Random codes that are kept for long, hashed so that a stolen table does not give them away (NIST SP 800-63B-4 §3.1.2.2):
 * Argon2id at the floor of its cost, since each has tens of random bits. A set shares one salt, so that one hash compares a
 * code with all of its set; sets differ.
 */
@Injectable()
export class CodeHasher {
  constructor(private readonly pool: HashPool) {}

  /** A place in the queue for so many codes, at once and without I/O; see `PasswordHasher.admit`. @throws service_unavailable */
  admit(codes = 1): Admission {
    return this.pool.admit(this.weightOf(codes));
  }

  /** Does `work` with a place that is taken before and given back after, whether a hash used it or not. @throws as `admit` */
  withPlace<Result>(work: (place: Admission) => Promise<Result>): Promise<Result> {
    return this.pool.withPlace(work, this.weightOf(1));
  }

  /** A salt for a new set, 16 bytes. */
  newSalt(): Buffer {
    return randomBytes(SALT_BYTES);
  }

  /**
   * 32 bytes for each code, in their order: one task of the pool, however many there are.
   *
   * @throws service_unavailable as `admit` when no place is given, and when no thread can do it.
   */
  async hash(codes: readonly string[], salt: Buffer, admission?: Admission): Promise<Buffer[]> {
    const texts = codes.map((code) => Buffer.from(code, 'utf8'));
    const hashes = await this.pool.run({ kind: 'hash-many', texts, salt, cost: ARGON2_FLOOR }, admission);
    return hashes.map((hash) => Buffer.from(hash));
  }

  private weightOf(codes: number): number {
    return this.pool.weightOf(codes, ARGON2_FLOOR);
  }
}
