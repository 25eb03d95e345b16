import { userFactsColumns, type UserFactsRow } from '@countersign/accounts';
import { statement } from '@countersign/database';

/** A key as its owner sees it: everything but the secret. */
export interface ApiKeyView {
  readonly id: string;
  readonly name: string;
  readonly keyPrefix: string;
  readonly scopes: string[];
  /** CIDR; empty: accepted from anywhere. */
  readonly allowedNetworks: string[];
  /** Requests an hour. */
  readonly rateLimit: number;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  /** Until when the secret before the last rotation stays good. */
  readonly previousKeyExpiresAt: Date | null;
}

const VIEW = `k.id, k.name, k.key_prefix as "keyPrefix", k.scopes, k.allowed_networks::text[] as "allowedNetworks",
  k.rate_limit as "rateLimit", k.expires_at as "expiresAt", k.created_at as "createdAt", k.last_used_at as "lastUsedAt",
  k.revoked_at as "revokedAt", case when k.previous_expires_at > now() and k.revoked_at is null then k.previous_expires_at end
  as "previousKeyExpiresAt"`;

const NETWORKS = (given: string) => `array(select network(n::inet) from unnest(${given}::text[]) n)`;
const IN_THE_FUTURE = (given: string) => `(${given}::timestamptz is null or ${given}::timestamptz > now())`;

/** How many keys a user has is said of several rows: one insert at a time per user. */
export const lockUser = statement('api_keys_lock_user', `select pg_advisory_xact_lock(hashtextextended('api_keys:' || $1, 0))`);

export const countOf = statement<{ count: number }>('api_keys_count', 'select count(*)::int as count from api_keys where user_id = $1');

/** $1 id, $2 user, $3 name, $4 key prefix, $5 digest, $6 scopes, $7 networks, $8 rate limit, $9 expiry. */
export const insert = statement<ApiKeyView>(
  'api_keys_insert',
  `insert into api_keys as k (id, user_id, name, key_prefix, digest, scopes, allowed_networks, rate_limit, expires_at)
   select $1, $2, $3, $4, $5, $6::text[], ${NETWORKS('$7')}, $8, $9 where ${IN_THE_FUTURE('$9')}
   returning ${VIEW}`,
);

export const list = statement<ApiKeyView>(
  'api_keys_list',
  `select ${VIEW} from api_keys k where k.user_id = $1 order by k.created_at desc, k.id desc`,
);

export const find = statement<ApiKeyView>('api_keys_find', `select ${VIEW} from api_keys k where k.id = $1 and k.user_id = $2`);

/** $1 id, $2 user, then what changes, null: stays. $7: whether the expiry changes, to $8. */
export const change = statement<ApiKeyView>(
  'api_keys_change',
  `update api_keys k set name = coalesce($3, k.name), scopes = coalesce($4::text[], k.scopes),
     allowed_networks = case when $5::text[] is null then k.allowed_networks else ${NETWORKS('$5')} end,
     rate_limit = coalesce($6, k.rate_limit), expires_at = case when $7::boolean then $8 else k.expires_at end
   where k.id = $1 and k.user_id = $2 and k.revoked_at is null and (not $7::boolean or ${IN_THE_FUTURE('$8')})
   returning ${VIEW}`,
);

/** The secret that was stays good for $4 seconds; one that an earlier rotation left ends now. */
export const rotate = statement<ApiKeyView>(
  'api_keys_rotate',
  `update api_keys k set digest = $3, previous_digest = case when $4::int > 0 then k.digest end,
     previous_expires_at = case when $4::int > 0 then now() + make_interval(secs => $4::int) end
   where k.id = $1 and k.user_id = $2 and k.revoked_at is null
   returning ${VIEW}`,
);

export const revoke = statement<ApiKeyView>(
  'api_keys_revoke',
  `update api_keys k set revoked_at = now() where k.id = $1 and k.user_id = $2 and k.revoked_at is null returning ${VIEW}`,
);

export const remove = statement<ApiKeyView>('api_keys_remove', `delete from api_keys k where k.id = $1 and k.user_id = $2 returning ${VIEW}`);

export type UsedKeyRow = UserFactsRow & {
  readonly id: string;
  readonly scopes: string[];
  readonly digest: Buffer;
  readonly previous_digest: Buffer | null;
  readonly rate_limit: number;
  /** Requests in this hour, this one included. */
  readonly used: number;
  /** Seconds until the hour ends. */
  readonly reset_seconds: number;
};

const IS_OVER = `k.window_started_at <= now() - interval '1 hour'`;
const IS_RIGHT = '(k.digest = any ($2::bytea[]) or (k.previous_digest = any ($2::bytea[]) and k.previous_expires_at > now()))';
const IS_NEAR = '(cardinality(k.allowed_networks) = 0 or $3::inet <<= any (k.allowed_networks))';
const ROW = `k.id, k.scopes, k.digest, k.previous_digest, k.rate_limit, k.window_count as used,
  greatest(1, ceil(extract(epoch from k.window_started_at + interval '1 hour' - now())))::int as reset_seconds, ${userFactsColumns('u')}`;

/**
 * Finds a key by its public part and counts the request, in one conditional statement: of many at once as many pass as the
 * hour has left, and none after a revoke. What is refused counts nothing. A digest under an old key of the ring is stored
 * anew under the active one. The commit does not wait for the disk: a crash may forget the last counts, and nothing else.
 * $1 public part, $2 digests of the key, the active one first, $3 client address.
 */
export const useKey = statement<UsedKeyRow>(
  'api_keys_use',
  `update api_keys k
   set window_count = case when ${IS_OVER} then 1 else k.window_count + 1 end,
     window_started_at = case when ${IS_OVER} then now() else k.window_started_at end,
     last_used_at = case when k.last_used_at > now() - interval '1 minute' then k.last_used_at else now() end,
     digest = case when k.digest = any ($2::bytea[]) then ($2::bytea[])[1] else k.digest end
   from user_facts u, (select set_config('synchronous_commit', 'off', true) as is_set) commit
   where k.key_prefix = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) and ${IS_RIGHT} and ${IS_NEAR}
     and (k.window_count < k.rate_limit or ${IS_OVER}) and u.id = k.user_id and u.is_active and commit.is_set is not null
   returning ${ROW}`,
);

export type RefusedKeyRow = UsedKeyRow & {
  /** Null: nothing but the hour's limit. */
  readonly refusal: string | null;
};

/** Why a key was not counted; asked for refused ones only. */
export const lookUp = statement<RefusedKeyRow>(
  'api_keys_look_up',
  `select ${ROW}, case when not ${IS_RIGHT} then 'wrong secret' when k.revoked_at is not null then 'revoked'
     when k.expires_at <= now() then 'expired' when not ${IS_NEAR} then 'not from this address'
     when not u.is_active then 'the owner is disabled' end as refusal
   from api_keys k join user_facts u on u.id = k.user_id where k.key_prefix = $1`,
);
