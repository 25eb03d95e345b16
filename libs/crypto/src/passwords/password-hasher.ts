import { Injectable } from '@nestjs/common';
import { Logger } from '@countersign/observability';
import { CryptoSettings } from '../crypto.settings';
import type { Admission } from '../pool/admissions';
import { HashPool } from '../pool/hash-pool';
import { Peppers } from './peppers';
import { dummyPhc, isSameCost, parseStored, type StoredPassword } from './stored-password';

export interface Verdict {
  readonly matches: boolean;
  /** It matches, but the stored hash has other parameters or another pepper than new ones: hash the password anew. */
  readonly needsRehash: boolean;
}

/**
 * Passwords: Unicode NFKC once (NIST SP 800-63B §3.1.1.2), HMAC under the pepper, then Argon2id in the pool. Callers
 * pass the password as it came in and bound its length before.
 */
@Injectable()
export class PasswordHasher {
  private readonly peppers: Peppers;
  /** Stands in for what is not there, so that an unknown user costs what a known one does. */
  private readonly dummy: StoredPassword;

  constructor(
    private readonly pool: HashPool,
    settings: CryptoSettings,
    private readonly logger: Logger,
  ) {
    this.peppers = new Peppers(settings.PASSWORD_PEPPERS);
    this.dummy = { pepperId: this.peppers.activeId, phc: dummyPhc(pool.cost), cost: pool.cost };
  }

  /**
   * Takes a place in the queue, at once and without I/O. Pass it to `hash` or `verify`, which give it back when they
   * are done, and release it in `finally` for the ways that reach neither.
   *
   * @throws service_unavailable with retryAfterSeconds when the turn would come after HASH_MAX_WAIT_MS, when
   *   WORKER_MAX_QUEUE places are taken, or when the process shuts down.
   */
  admit(): Admission {
    return this.pool.admit();
  }

  /** Does `work` with a place that is taken before and given back after, whether a hash used it or not. @throws as `admit` */
  withPlace<Result>(work: (place: Admission) => Promise<Result>): Promise<Result> {
    return this.pool.withPlace(work);
  }

  /** @throws service_unavailable as `admit` when no place is given, and when no thread can do it. */
  async hash(password: string, admission?: Admission): Promise<string> {
    const pepperId = this.peppers.activeId;
    const task = { kind: 'hash', password: this.bytesOf(pepperId, password), cost: this.pool.cost } as const;
    return `${pepperId}${await this.pool.run(task, admission)}`;
  }

  /**
   * Compares a password with a stored hash. Null, or a hash that cannot be read, costs the same and never matches.
   *
   * @throws service_unavailable as `admit` when no place is given, and when no thread can do it.
   */
  async verify(stored: string | null, password: string, admission?: Admission): Promise<Verdict> {
    const { pepperId, phc, cost } = (stored !== null && this.readable(stored)) || this.dummy;
    const task = { kind: 'verify', password: this.bytesOf(pepperId, password), stored: phc } as const;
    const matches = await this.pool.run(task, admission);
    const isCurrent = pepperId === this.peppers.activeId && isSameCost(cost, this.pool.cost);
    return { matches, needsRehash: matches && !isCurrent };
  }

  private readable(stored: string): StoredPassword | null {
    const parsed = parseStored(stored);
    if (parsed && this.peppers.has(parsed.pepperId)) return parsed;
    const why = parsed ? `its pepper "${parsed.pepperId}" is not in PASSWORD_PEPPERS` : 'it is no Argon2id hash';
    this.logger.warn(`a stored password cannot be checked: ${why}`);
    return null;
  }

  private bytesOf(pepperId: string, password: string): Buffer {
    return this.peppers.apply(pepperId, password.normalize('NFKC'));
  }
}
