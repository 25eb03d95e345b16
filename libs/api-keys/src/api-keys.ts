import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditTrail } from '@countersign/audit';
import { RingDigests } from '@countersign/crypto';
import { Database } from '@countersign/database';
import { newId, problems, type Origin, type SecurityEvent } from '@countersign/kernel';
import { invalid, type UserFacts } from '@countersign/web';
import { apiKeyEvents } from './api-keys.events';
import { apiKeyProblems } from './api-keys.problems';
import { ApiKeysSettings } from './api-keys.settings';
import * as sql from './api-keys.statements';
import type { ApiKeyView } from './api-keys.statements';
import { DIGEST_PURPOSE } from './authentication/use-key';
import { newKey, newKeyPrefix } from './key-text';

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly string[];
  /** Null or left out: it does not expire. */
  readonly expiresAt?: Date | null;
  /** Requests an hour. */
  readonly rateLimit?: number;
  /** Addresses or networks (CIDR) that it is accepted from; none: from anywhere. */
  readonly allowedNetworks?: readonly string[];
}

/** A key with its secret, which is shown once. */
export interface IssuedApiKey extends ApiKeyView {
  readonly apiKey: string;
}

/** A user's own keys. What is not the user's is not there. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly database: Database,
    private readonly digests: RingDigests,
    private readonly settings: ApiKeysSettings,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Requests with a key count for no address, so that only administrators lift the limit above what everybody's keys have.
   *
   * @throws validation_failed
   */
  checkLimit({ rateLimit = 0 }: Pick<NewApiKey, 'rateLimit'>, { role }: Pick<UserFacts, 'role'>): void {
    const most = this.settings.API_KEY_RATE_LIMIT_MAX;
    if (role === 'admin' || rateLimit <= most) return;
    throw invalid([{ pointer: '/rateLimit', detail: `must not be above ${most} but for a key of an administrator` }]);
  }

  /** @throws too_many_api_keys; validation_failed for an expiry that has passed. */
  async create(userId: string, input: NewApiKey, origin: Origin): Promise<IssuedApiKey> {
    const { API_KEY_PREFIX, API_KEY_RATE_LIMIT_MAX, API_KEY_MAX_PER_USER: limit } = this.settings;
    const { name, scopes, allowedNetworks = [], rateLimit = API_KEY_RATE_LIMIT_MAX, expiresAt = null } = input;
    const keyPrefix = newKeyPrefix(API_KEY_PREFIX);
    const { apiKey, digest } = this.issue(keyPrefix);
    return this.database.transaction(async (tx) => {
      await this.database.run(sql.lockUser, [userId], tx);
      const [owned] = await this.database.run(sql.countOf, [userId], tx);
      if (owned!.count >= limit) throw apiKeyProblems.too_many_api_keys({ limit });
      const values = [newId(), userId, name, keyPrefix, digest, scopes, allowedNetworks, rateLimit, expiresAt];
      const [view] = await this.database.run(sql.insert, values, tx);
      if (!view) throw expiryHasPassed();
      await this.record(tx, origin, apiKeyEvents['api_key.created']({ userId, data: { ...about(view), scopes: view.scopes } }));
      return { ...view, apiKey };
    });
  }

  /** Revoked ones too, the newest first. */
  list(userId: string): Promise<ApiKeyView[]> {
    return this.database.run(sql.list, [userId]);
  }

  /** @throws not_found */
  async find(userId: string, id: string, tx?: EntityManager): Promise<ApiKeyView> {
    const [view] = await this.database.run(sql.find, [id, userId], tx);
    if (!view) throw problems.not_found();
    return view;
  }

  /** Changes what is given. @throws not_found, api_key_revoked; validation_failed for an expiry that has passed. */
  async change(userId: string, id: string, input: Partial<NewApiKey>, origin: Origin): Promise<ApiKeyView> {
    const { name = null, scopes = null, allowedNetworks = null, rateLimit = null, expiresAt } = input;
    const values = [id, userId, name, scopes, allowedNetworks, rateLimit, expiresAt !== undefined, expiresAt ?? null];
    return this.database.transaction(async (tx) => {
      const [view] = await this.database.run(sql.change, values, tx);
      if (!view) throw (await this.isRevoked(tx, userId, id)) ? apiKeyProblems.api_key_revoked() : expiryHasPassed();
      await this.record(tx, origin, apiKeyEvents['api_key.updated']({ userId, data: { ...about(view), scopes: view.scopes } }));
      return view;
    });
  }

  /**
   * A new secret under the same public part.
   *
   * @param overlapSeconds for how long the old one stays good; 0: it ends now.
   * @throws not_found, api_key_revoked
   */
  async rotate(userId: string, id: string, overlapSeconds: number, origin: Origin): Promise<IssuedApiKey> {
    return this.database.transaction(async (tx) => {
      const { keyPrefix } = await this.find(userId, id, tx);
      const { apiKey, digest } = this.issue(keyPrefix);
      const [view] = await this.database.run(sql.rotate, [id, userId, digest, overlapSeconds], tx);
      if (!view) throw apiKeyProblems.api_key_revoked();
      await this.record(tx, origin, apiKeyEvents['api_key.rotated']({ userId, data: { ...about(view), overlapSeconds } }));
      return { ...view, apiKey };
    });
  }

  /** From the commit on it is refused; a second revoke changes nothing. @throws not_found */
  async revoke(userId: string, id: string, origin: Origin): Promise<ApiKeyView> {
    return this.database.transaction(async (tx) => {
      const [view] = await this.database.run(sql.revoke, [id, userId], tx);
      if (!view) return this.find(userId, id, tx);
      await this.record(tx, origin, apiKeyEvents['api_key.revoked']({ userId, data: about(view) }));
      return view;
    });
  }

  /** Revokes it and forgets it. @throws not_found */
  async remove(userId: string, id: string, origin: Origin): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [view] = await this.database.run(sql.remove, [id, userId], tx);
      if (!view) throw problems.not_found();
      if (view.revokedAt === null) await this.record(tx, origin, apiKeyEvents['api_key.revoked']({ userId, data: about(view) }));
    });
  }

  private issue(keyPrefix: string): { apiKey: string; digest: Buffer } {
    const apiKey = newKey(keyPrefix);
    return { apiKey, digest: this.digests.of(DIGEST_PURPOSE, apiKey)[0] };
  }

  private async isRevoked(tx: EntityManager, userId: string, id: string): Promise<boolean> {
    return (await this.find(userId, id, tx)).revokedAt !== null;
  }

  private record(tx: EntityManager, origin: Origin, event: SecurityEvent): Promise<void> {
    return this.audit.record(tx, origin, event);
  }
}

function about({ id: apiKeyId, name }: ApiKeyView) {
  return { apiKeyId, name };
}

function expiryHasPassed() {
  return invalid([{ pointer: '/expiresAt', detail: 'must be in the future' }]);
}
