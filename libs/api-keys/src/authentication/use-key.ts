import { Injectable } from '@nestjs/common';
import { userFactsFrom } from '@countersign/accounts';
import { equalInConstantTime, RingDigests } from '@countersign/crypto';
import { Database } from '@countersign/database';
import type { Principal } from '@countersign/web';
import * as sql from '../api-keys.statements';
import { keyPrefixOf } from '../key-text';
import { refusedKey } from './refused-key';

export const DIGEST_PURPOSE = 'api-keys.key';
const HOUR_SECONDS = 3600;

/** Whose key a text is. */
@Injectable()
export class UseKey {
  constructor(
    protected readonly database: Database,
    private readonly digests: RingDigests,
  ) {}

  /**
   * The principal of a key, whose use is counted; past the hour's limit it says so, and the guard refuses.
   *
   * @throws invalid_token
   */
  async principalOf(key: string, address: string): Promise<Principal> {
    const keyPrefix = keyPrefixOf(key);
    if (keyPrefix === null) throw refusedKey('not the text of a key');
    const digests = this.digests.of(DIGEST_PURPOSE, key);
    const row = (await this.count(keyPrefix, digests, address)) ?? (await this.refusal(keyPrefix, digests, address));
    const stored = [row.digest, row.previous_digest ?? row.digest];
    if (!stored.some((digest) => digests.some((shown) => equalInConstantTime(shown, digest)))) throw refusedKey('wrong secret');
    const user = userFactsFrom(row);
    return {
      userId: user.id,
      via: 'key',
      scopes: row.scopes,
      key: { id: row.id, ownerId: user.id, isAdmin: user.role === 'admin' },
      counted: { name: 'key', limit: row.rate_limit, windowSeconds: HOUR_SECONDS, used: row.used, resetSeconds: row.reset_seconds },
      user,
    };
  }

  /** One conditional statement; undefined: refused, and nothing was counted. */
  protected async count(keyPrefix: string, digests: readonly Buffer[], address: string): Promise<sql.UsedKeyRow | undefined> {
    const [row] = await this.database.run(sql.useKey, [keyPrefix, digests, address]);
    return row;
  }

  private async refusal(keyPrefix: string, digests: readonly Buffer[], address: string): Promise<sql.UsedKeyRow> {
    const [row] = await this.database.run(sql.lookUp, [keyPrefix, digests, address]);
    if (!row) throw refusedKey('unknown');
    if (row.refusal !== null) throw refusedKey(row.refusal);
    return { ...row, used: row.rate_limit + 1 };
  }
}
