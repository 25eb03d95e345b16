import { statement } from '@countersign/database';

/** A link of the chain. */
export interface Link {
  readonly position: number;
  readonly hash: Buffer;
}

/** The end of the chain at some time. */
export interface End extends Link {
  /** When its event happened. */
  readonly eventAt: Date;
}

export interface Checkpoint extends End {
  readonly signature: string;
}

/** An event in the one form that is hashed: the same bytes on every server, whatever its time zone. */
const text = `jsonb_build_array(a.id, (extract(epoch from a.created_at) * 1000000)::bigint, a.type, a.user_id, a.session_id,
  a.ip_address, a.user_agent, a.request_id, a.reason, a.data)::text`;

/** The first moment that the retention keeps: months by UTC, the present one on top. */
function keptFrom(months: string): string {
  return `(date_trunc('month', now() at time zone 'utc') - make_interval(months => ${months})) at time zone 'utc'`;
}

/** One worker seals at a time, until its commit. */
export const takeSealing = statement<{ isMine: boolean }>(
  'audit_take_sealing',
  `select pg_try_advisory_xact_lock(hashtextextended('audit_seals', 0)) as "isMine"`,
);

export const lastSeal = statement<End>(
  'audit_last_seal',
  `select position::float8 as position, hash, event_at as "eventAt" from audit_seals s order by s.position desc limit 1`,
);

/**
 * The next events after the last seal that no running transaction can still add to: an event's time is that of its
 * transaction's begin. $2 seconds on top are for the clock of a server that takes over from another.
 */
export const unsealedEvents = statement<{ id: string; createdAt: string; text: string }>(
  'audit_unsealed_events',
  `with last as (
     select event_at, event_id from audit_seals order by position desc limit 1
   ), settled as (
     select least(now() - $2 * interval '1 second', min(xact_start)) as until from pg_stat_activity
     where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
   )
   select a.id, a.created_at::text as "createdAt", ${text} as text
   from audit_log a, settled
   where a.created_at < settled.until and a.created_at >= coalesce((select event_at from last), '-infinity')
     and (a.created_at, a.id) > (coalesce((select event_at from last), '-infinity'), coalesce((select event_id from last), '00000000-0000-0000-0000-000000000000'))
   order by a.created_at, a.id limit $1`,
);

/** Answers the new end. */
export const insertSeals = statement<End>(
  'audit_insert_seals',
  `with added as (
     insert into audit_seals (position, event_id, event_at, hash)
     select * from unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::bytea[]) returning position, event_at, hash
   )
   select position::float8 as position, hash, event_at as "eventAt" from added a order by a.position desc limit 1`,
);

export const insertCheckpoint = statement<{ position: number }>(
  'audit_insert_checkpoint',
  `insert into audit_checkpoints (position, event_at, hash, signature) values ($1, $2, $3, $4)
   on conflict (position) do nothing returning position::float8 as position`,
);

/** The last seal of the oldest month, where the retention is to drop that. */
export const lastSealOfOldest = statement<End>(
  'audit_last_seal_of_oldest',
  `with oldest as (
     select (date_trunc('month', event_at at time zone 'utc') + interval '1 month') at time zone 'utc' as ends
     from audit_seals order by position limit 1
   )
   select position::float8 as position, hash, event_at as "eventAt" from audit_seals s
   where event_at < (select ends from oldest) and (select ends from oldest) <= ${keptFrom('$1')}
   order by s.position desc limit 1`,
);

export const isDropped = statement<{ isDropped: boolean }>(
  'audit_is_dropped',
  `select $1::timestamptz < ${keptFrom('$2')} as "isDropped"`,
);

/** At most one month: the oldest. */
export const dropOldest = statement<{ dropped: number }>('audit_drop_oldest', 'select audit_log_drop_months($1) as dropped');

export interface SealedRow extends Link {
  readonly eventId: string;
  readonly eventAt: string;
  /** Null: the event is gone. */
  readonly text: string | null;
}

export const sealedRows = statement<SealedRow>(
  'audit_sealed_rows',
  `select s.position::float8 as position, s.hash, s.event_id as "eventId", s.event_at::text as "eventAt", a.text
   from (select * from audit_seals where position > $1 order by position limit $2) s
   left join lateral (select ${text} as text from audit_log a where a.id = s.event_id and a.created_at = s.event_at) a on true
   order by s.position`,
);

/** Events of a sealed stretch of time that no seal knows: put in afterwards. */
export const strayEvents = statement<{ id: string; createdAt: Date }>(
  'audit_stray_events',
  `select a.id, a.created_at as "createdAt" from audit_log a
   where a.created_at >= $1::timestamptz and a.created_at <= $3::timestamptz
     and (a.created_at, a.id) > ($1::timestamptz, $2::uuid) and (a.created_at, a.id) <= ($3::timestamptz, $4::uuid)
     and a.id <> all($5::uuid[])
   order by a.created_at, a.id limit 1`,
);

export const checkpointsBetween = statement<Checkpoint>(
  'audit_checkpoints_between',
  `select position::float8 as position, hash, event_at as "eventAt", signature from audit_checkpoints c
   where c.position between $1 and $2 order by c.position`,
);

export const lastCheckpoint = statement<Checkpoint>(
  'audit_last_checkpoint',
  `select position::float8 as position, hash, event_at as "eventAt", signature from audit_checkpoints c order by c.position desc limit 1`,
);

/** The last one before a position. */
export const checkpointBefore = statement<Checkpoint>(
  'audit_checkpoint_before',
  `select position::float8 as position, hash, event_at as "eventAt", signature from audit_checkpoints c
   where c.position < $1 order by c.position desc limit 1`,
);

export const countUnsealed = statement<{ count: number }>(
  'audit_count_unsealed',
  `select count(*)::int as count from audit_log where created_at > $1`,
);
