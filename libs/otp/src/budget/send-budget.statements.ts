import { statement } from '@countersign/database';

/** A row that gave a place. */
interface Taken {
  readonly key: Buffer;
}

const HOUR = `interval '1 hour'`;
const RECENT = `array(select t from unnest(b.sent_at) t where t > now() - ${HOUR} order by t)`;
const MAX = `(select max from unnest($1::bytea[], $2::int[]) asked(key, max) where asked.key = b.key)`;

// Several rows, in the order asked: whoever takes two takes them in one order, and nobody waits for each other.
export const take = statement<Taken>(
  'otp_send_take',
  `insert into send_counts as b (key, sent_at, ends_at)
   select key, array[now()], now() + ${HOUR} from unnest($1::bytea[]) with ordinality asked(key, place) order by place
   on conflict (key) do update set sent_at = ${RECENT} || now(), ends_at = now() + ${HOUR}
     where cardinality(${RECENT}) < ${MAX}
   returning key`,
);

export const wait = statement<Taken & { readonly seconds: number }>(
  'otp_send_wait',
  `select b.key, greatest(1, ceil(extract(epoch from r.times[cardinality(r.times) - ${MAX} + 1] + ${HOUR} - now())))::int as seconds
   from send_counts b, lateral (select ${RECENT} as times) r
   where b.key = any ($1::bytea[]) and cardinality(r.times) >= ${MAX}`,
);

export const takeWindows = statement<Taken>(
  'otp_window_take',
  `insert into send_windows as w (key, used, ends_at)
   select key, 1, now() + make_interval(secs => span)
   from unnest($1::bytea[], $2::int[], $3::int[]) with ordinality asked(key, max, span, place) order by place
   on conflict (key) do update set
     used = case when w.ends_at <= now() then 1 else w.used + 1 end,
     ends_at = case when w.ends_at <= now() then excluded.ends_at else w.ends_at end
     where w.ends_at <= now() or w.used < (select max from unnest($1::bytea[], $2::int[]) asked(key, max) where asked.key = w.key)
   returning key`,
);

export const waitOfWindows = statement<Taken & { readonly seconds: number }>(
  'otp_window_wait',
  `select key, greatest(1, ceil(extract(epoch from ends_at - now())))::int as seconds from send_windows where key = any ($1::bytea[])`,
);
