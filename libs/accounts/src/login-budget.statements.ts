import { statement } from '@countersign/database';

const SLOW_DOWN_SECONDS = 30;

/** Whether a bucket of the last `limit` tries takes one more: its oldest one that counts is outside the window. */
const hasRoom = (limit: string) =>
  `coalesce(b.tries[cardinality(b.tries) - ${limit} + 1], '-infinity') <= now() - make_interval(secs => $3)`;

/** Whether the bucket, as the statement leaves it, takes no more. */
const isFull = (limit: string) => `not (${hasRoom(limit)})`;

/** The try appended, and no more tries kept than the limit needs. */
const appended = (limit: string) => `b.tries[greatest(cardinality(b.tries) - ${limit} + 2, 1):] || now()`;

/**
 * One conditional statement for both buckets: $1 keys of the pair, $2 of the account or none, $3 window in seconds, $4 the
 * pair's limit, $5 the account's. Past its limit the account accepts one try in 30 seconds. Accepted where all keys are taken.
 */
export const reserve = statement<{
  at: string;
  taken: number;
  pair_is_full: boolean;
  account_is_full: boolean;
}>(
  'accounts_login_reserve',
  `with pair as (
     insert into login_buckets as b (key, tries, expires_at)
     select key, array[now()], now() + make_interval(secs => $3) from unnest($1::bytea[]) with ordinality asked(key, place) order by place
     on conflict (key) do update set tries = ${appended('$4::int')}, expires_at = excluded.expires_at
     where ${hasRoom('$4::int')}
     returning ${isFull('$4::int')} as is_full
   ), account as (
     insert into login_buckets as b (key, tries, expires_at)
     select key, array[now()], now() + make_interval(secs => $3) from unnest($2::bytea[]) with ordinality asked(key, place)
     where (select count(*) from pair) = cardinality($1::bytea[]) order by place
     on conflict (key) do update set tries = ${appended('$5::int')}, expires_at = excluded.expires_at
     where ${hasRoom('$5::int')}
        or b.tries[cardinality(b.tries)] <= now() - make_interval(secs => ${SLOW_DOWN_SECONDS})
     returning ${isFull('$5::int')} as is_full
   )
   select now()::text as at, ((select count(*) from pair) + (select count(*) from account))::int as taken,
     coalesce((select bool_or(is_full) from pair), false) as pair_is_full,
     coalesce((select bool_or(is_full) from account), false) as account_is_full`,
);

const without = (at: string) =>
  `tries[:array_position(tries, ${at}::timestamptz) - 1] || tries[array_position(tries, ${at}::timestamptz) + 1:]`;

export const giveBack = statement(
  'accounts_login_give_back',
  `update login_buckets set tries = ${without('$2')} where key = any ($1::bytea[]) and $2::timestamptz = any (tries)`,
);

/** The pair first, then the account, as in `reserve`: two of them at once never wait for each other. */
export const settle = statement(
  'accounts_login_settle',
  `with pair as (delete from login_buckets where key = any ($1::bytea[]) returning 1)
   update login_buckets set tries = ${without('$3')}
   where (select count(*) from pair) >= 0 and key = any ($2::bytea[]) and $3::timestamptz = any (tries)`,
);

/** Buckets are named by digests of what they count by, the epoch among it: none that was filled so far is looked at again. */
export const unlock = statement('accounts_login_unlock', 'update users set login_epoch = login_epoch + 1 where id = $1');

/** How long until both buckets would accept, in whole seconds, and which of them is the longer wait. */
export const secondsToWait = statement<{ scope: 'pair' | 'account'; seconds: number }>(
  'accounts_login_seconds_to_wait',
  `select case when b.key = any ($1::bytea[]) then 'pair' else 'account' end as scope,
     ceil(extract(epoch from case
       when b.key = any ($1::bytea[]) then b.tries[cardinality(b.tries) - $4::int + 1] + make_interval(secs => $3)
       else least(b.tries[cardinality(b.tries) - $5::int + 1] + make_interval(secs => $3),
                  b.tries[cardinality(b.tries)] + make_interval(secs => ${SLOW_DOWN_SECONDS})) end - now()))::int as seconds
   from login_buckets b
   where (b.key = any ($1::bytea[]) and not ${hasRoom('$4::int')}) or (b.key = any ($2::bytea[]) and not ${hasRoom('$5::int')})
   order by 2 desc nulls last limit 1`,
);

export const removeExpired = statement<{ key: Buffer }>(
  'accounts_login_remove_expired',
  `delete from login_buckets where key in (
     select key from login_buckets where expires_at < now() order by expires_at limit $1 for update skip locked)
   returning key`,
);
