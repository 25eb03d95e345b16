import { statement } from '@countersign/database';

/** $1 keys, $2 window in seconds, $3 limit. A key without room does not come back. */
export const takeMail = statement<{ at: string }>(
  'accounts_link_take_mail',
  `insert into login_buckets as b (key, tries, expires_at)
   select key, array[now()], now() + make_interval(secs => $2) from unnest($1::bytea[]) with ordinality asked(key, place) order by place
   on conflict (key) do update
     set tries = b.tries[greatest(cardinality(b.tries) - $3::int + 2, 1):] || now(), expires_at = excluded.expires_at
   where coalesce(b.tries[cardinality(b.tries) - $3::int + 1], '-infinity') <= now() - make_interval(secs => $2)
   returning now()::text as at`,
);

export const secondsToWaitForMail = statement<{ seconds: number | null }>(
  'accounts_link_seconds_to_wait',
  `select max(ceil(extract(epoch from tries[cardinality(tries) - $3::int + 1] + make_interval(secs => $2) - now())))::int as seconds
   from login_buckets where key = any ($1::bytea[])`,
);
