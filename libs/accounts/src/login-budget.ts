import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { problems } from '@countersign/kernel';
import type { EntityManager } from 'typeorm';
import { AccountsSettings } from './accounts.settings';
import { addressGroup } from './address-group';
import { CountKeys } from './count-keys';
import * as sql from './login-budget.statements';

/** An attempt that was counted before anything was looked at. Hand it to `settle` when the password was right. */
export interface LoginReservation {
  /** The bucket of account and address, or of the recognised device, under each key of the ring. */
  readonly pairKeys: readonly Buffer[];
  /** The bucket of the account; none for a recognised device, which does not count there. */
  readonly accountKeys: readonly Buffer[];
  /** The entry in the account's bucket: its time, as PostgreSQL writes it. */
  readonly at: string;
  /** The bucket that this attempt filled: unless it succeeds, the next one has to wait. */
  readonly usedUp: 'pair' | 'device' | 'account' | null;
}

interface Count {
  readonly at: string;
  readonly isAccepted: boolean;
  readonly filled: 'pair' | 'account' | null;
}

/**
 * The password budget: reserve, then evaluate. A refused attempt is not evaluated and tells nothing; names that nobody
 * answers to are counted like the others (OWASP ASVS 5.0 §6.3.1, NIST SP 800-63B-4 §3.2.2).
 */
@Injectable()
export class LoginBudget {
  constructor(
    protected readonly database: Database,
    protected readonly settings: AccountsSettings,
    private readonly keys: CountKeys,
  ) {}

  /**
   * Counts one attempt, with a commit of its own, before the password is looked at.
   *
   * @param accountKey `LoginCandidate.accountKey`.
   * @param ipAddress the client's address after TRUSTED_PROXIES; null counts as one address of its own.
   * @param deviceKey names a recognised device: it has a bucket of its own, so that a stranger cannot shut the owner out.
   * @throws too_many_requests with the seconds until an attempt is accepted again, right password or not.
   */
  async reserve(accountKey: string, ipAddress: string | null, deviceKey?: string): Promise<LoginReservation> {
    const pair = deviceKey === undefined ? ['address', addressGroup(ipAddress)] : ['device', deviceKey];
    const pairKeys = this.keys.of('login pair', accountKey, ...pair);
    const accountKeys = deviceKey === undefined ? this.keys.of('login account', accountKey) : [];
    const { at, isAccepted, filled } = await this.count(pairKeys, accountKeys);
    const usedUp = filled === 'pair' && deviceKey !== undefined ? 'device' : filled;
    if (isAccepted) return { pairKeys, accountKeys, at, usedUp };
    throw await this.refusal(pairKeys, accountKeys);
  }

  /** The password was right: clears the bucket of the pair, and takes this attempt out of the account's. */
  async settle({ pairKeys, accountKeys, at }: LoginReservation, tx?: EntityManager): Promise<void> {
    await this.database.run(sql.settle, [pairKeys, accountKeys, at], tx);
  }

  /** Passwords are accepted again at once, from every address and device: an administrator says so. */
  async unlock(tx: EntityManager, userId: string): Promise<void> {
    await this.database.run(sql.unlock, [userId], tx);
  }

  /** All buckets or none. The pair's entry is given back where the account refuses: a stranger locks no owner's pair. */
  protected async count(pairKeys: readonly Buffer[], accountKeys: readonly Buffer[]): Promise<Count> {
    const [row] = await this.database.run(sql.reserve, [pairKeys, accountKeys, ...this.limits]);
    const { at, taken, pair_is_full, account_is_full } = row!;
    const keys = [...pairKeys, ...accountKeys];
    const isAccepted = taken === keys.length;
    if (taken > 0 && !isAccepted) await this.database.run(sql.giveBack, [keys, at]);
    return { at, isAccepted, filled: account_is_full ? 'account' : pair_is_full ? 'pair' : null };
  }

  /** The last three parameters of the statements: window in seconds, the pair's limit, the account's. */
  private get limits(): readonly number[] {
    const { LOGIN_RATE_LIMIT_MAX, LOGIN_ACCOUNT_RATE_LIMIT_MAX, LOGIN_RATE_LIMIT_WINDOW_SECONDS } = this.settings;
    return [LOGIN_RATE_LIMIT_WINDOW_SECONDS, LOGIN_RATE_LIMIT_MAX, LOGIN_ACCOUNT_RATE_LIMIT_MAX];
  }

  private async refusal(pairKeys: readonly Buffer[], accountKeys: readonly Buffer[]) {
    const [row] = await this.database.run(sql.secondsToWait, [pairKeys, accountKeys, ...this.limits]);
    const retryAfter = Math.max(1, row?.seconds ?? 1);
    const reason = `the login budget of the ${row?.scope ?? 'pair'} is used up`;
    return problems.too_many_requests(
      { retryAfter },
      { detail: `Too many attempts to log in. Try again in ${retryAfter} seconds.`, reason, retryAfterSeconds: retryAfter },
    );
  }
}
