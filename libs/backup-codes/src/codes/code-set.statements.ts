import { statement } from '@countersign/database';

const WINDOW = `interval '15 minutes'`;
const RECENT = `array(select t from unnest(s.attempts) t where t > now() - ${WINDOW} order by t)`;

export interface SetToCheck {
  salt: Buffer;
  /** Hashes of the codes that count. */
  unused: Buffer[];
  /** Hashes of the codes that were used. */
  used: Buffer[];
  /** Wrong codes that may still follow within the window. */
  attemptsRemaining: number;
  /** Names the attempt: its time as text, with the microseconds that a `Date` would lose. */
  at: string;
}

// Counts the attempt and reads what it is compared with. Its time is later than any other's of the row, so it names the entry.
export const reserve = statement<SetToCheck>(
  'backup_codes_reserve',
  `update backup_code_sets s set attempts = ${RECENT} ||
     greatest(clock_timestamp(), (select max(t) + interval '1 microsecond' from unnest(s.attempts) t))
   where s.user_id = $1 and s.salt is not null and cardinality(${RECENT}) < $2::int
   returning s.salt, $2::int - cardinality(s.attempts) as "attemptsRemaining", s.attempts[cardinality(s.attempts)]::text as at,
     array(select c.hash from backup_codes c where c.user_id = s.user_id and c.used_at is null) as unused,
     array(select c.hash from backup_codes c where c.user_id = s.user_id and c.used_at is not null) as used`,
);

export const release = statement(
  'backup_codes_release',
  'update backup_code_sets set attempts = array_remove(attempts, $2::timestamptz) where user_id = $1',
);

export const clearTries = statement('backup_codes_clear_tries', `update backup_code_sets set attempts = '{}' where user_id = $1`);

export const wait = statement<{ seconds: number }>(
  'backup_codes_wait',
  `select greatest(1, ceil(extract(epoch from r.times[cardinality(r.times) - $2::int + 1] + ${WINDOW} - now())))::int as seconds
   from backup_code_sets s, lateral (select ${RECENT} as times) r where s.user_id = $1 and s.salt is not null`,
);

// Every writer locks the set before its codes: the other way round, two could each hold what the other waits for.
export const use = statement<{ remaining: number }>(
  'backup_codes_use',
  `with own as (
     select user_id from backup_code_sets where user_id = $1 for update
   ), used as (
     update backup_codes c set used_at = now() from own
     where c.user_id = own.user_id and c.hash = $2 and c.used_at is null returning c.user_id
   )
   update backup_code_sets s set remaining = s.remaining - 1, attempts = '{}' from used
   where s.user_id = used.user_id returning s.remaining`,
);

export const offer = statement(
  'backup_codes_offer',
  `insert into backup_code_sets (user_id, sealed) values ($1, $2)
   on conflict (user_id) do update set sealed = excluded.sealed, salt = null, remaining = 0, attempts = '{}', created_at = now()`,
);

export const pending = statement<{ sealed: string }>(
  'backup_codes_pending',
  'select sealed from backup_code_sets where user_id = $1 and sealed is not null',
);

// The sealed text names the set: sealing the same codes again gives another text.
export const confirm = statement<{ user_id: string }>(
  'backup_codes_confirm',
  `with own as (
     update backup_code_sets set sealed = null, salt = $3, remaining = cardinality($4::bytea[]), created_at = now()
     where user_id = $1 and sealed = $2 returning user_id
   )
   insert into backup_codes (user_id, hash) select own.user_id, unnest($4::bytea[]) from own returning user_id`,
);

export const start = statement(
  'backup_codes_start',
  `insert into backup_code_sets (user_id, salt, remaining) values ($1, $2, $3)
   on conflict (user_id) do update set
     sealed = null, salt = excluded.salt, remaining = excluded.remaining, attempts = '{}', created_at = now()`,
);

export const clear = statement('backup_codes_clear', 'delete from backup_codes where user_id = $1');

export const fill = statement('backup_codes_fill', 'insert into backup_codes (user_id, hash) select $1, unnest($2::bytea[])');

export const left = statement<{ remaining: number }>(
  'backup_codes_left',
  'select remaining from backup_code_sets where user_id = $1 and salt is not null',
);

export const remove = statement('backup_codes_remove', 'delete from backup_code_sets where user_id = $1');

// A setup lasts ten minutes; what was offered with it and never confirmed is nobody's.
export const removeAbandoned = statement<{ user_id: string }>(
  'backup_codes_remove_abandoned',
  `delete from backup_code_sets where user_id in (
     select user_id from backup_code_sets where sealed is not null and created_at < now() - interval '1 hour'
     limit $1 for update skip locked)
   returning user_id`,
);
