import { statement } from '@countersign/database';
import { AUTHENTICATED, type AuthenticatedRow } from './authenticated';
import { IS_LIVE, SESSION_FACTS, type SessionFactsRow } from './session-facts';

export type OpenedSessionRow = SessionFactsRow & { readonly pushed_out: number; readonly is_new_device: boolean };

type Touched = { readonly id: string };

/**
 * Session and refresh token in one statement. The owner's row is held until the commit: an overlapping change of the password
 * is waited for, and then refuses this; or it waits for this, and then ends it. Log-ins of one user wait for each other too, so
 * that each sees those before it when it counts (`sessions_push_out`, a function of the migrations, tells how).
 * $1 session, $2 user, $3 trust epoch, $4 aal, $5 amr, $6 address, $7 agent, $8 digest, $9 age, $10 idle, $11 most sessions,
 * $12 restricted, $13 the device's name, $14 browser and system, $15 for an enrolment alone. Browser and system are new where the user has signed in before, and never with them.
 */
export const openSession = statement<OpenedSessionRow>(
  'sessions_open',
  `with owner as materialized (
     select id from user_facts where id = $2 and is_active and trust_epoch = $3 for no key update
   ), s as (
     insert into sessions (id, user_id, aal, amr, is_restricted, ip_address, user_agent, device_name, is_enrolment, expires_at, idle_expires_at)
     select $1, id, $4, $5, $12, $6, $7, $13, $15, now() + make_interval(secs => $9), now() + make_interval(secs => least($9, $10))
     from owner
     returning *
   ), token as (
     insert into refresh_tokens (digest, session_id, expires_at) select $8, s.id, s.idle_expires_at from s
   ), seen as (
     insert into known_agents as k (user_id, name) select id, $14 from owner
     on conflict (user_id, name) do update set last_seen_at = now() where k.last_seen_at < now() - interval '1 day'
     returning k.xmax = 0 as is_first
   )
   select ${SESSION_FACTS}, (select sessions_push_out(id, $1, $11) from owner) as pushed_out,
     coalesce((select is_first from seen), false) and exists (select from known_agents where user_id = $2) as is_new_device
   from s`,
);

/**
 * Strength rises and never falls; the ways are joined. The proof is as fresh as one of the session's own strength is.
 * $2 aal, $3 ways, $4 restricted.
 */
export const proveSession = statement<SessionFactsRow>(
  'sessions_prove',
  `update sessions s
   set auth_time = case when $2::smallint >= s.aal then now() else s.auth_time end, aal = greatest(s.aal, $2::smallint),
       is_restricted = case when $2::smallint = 1 then s.is_restricted when s.aal = 1 then $4::boolean else s.is_restricted and $4::boolean end,
       amr = (select array_agg(distinct way order by way) from unnest(s.amr || $3::text[]) way)
   where s.id = $1 and ${IS_LIVE}
   returning ${SESSION_FACTS}`,
);

/** The last second factor has gone: what is left is the password, which every session begins with. */
export const weakenSession = statement<Touched>(
  'sessions_weaken',
  `update sessions s set aal = 1, is_restricted = false, amr = array['pwd'] where s.id = $1 returning s.id`,
);

/** What the user calls the device. */
export const nameSession = statement<Touched>('sessions_name', 'update sessions set device_name = $2 where id = $1 returning id');

export const endSession = statement<Touched>(
  'sessions_end',
  `update sessions s set revoked_at = now() where s.id = $1 and s.user_id = $2 and ${IS_LIVE} returning s.id`,
);

export const endSessions = statement<Touched>(
  'sessions_end_all',
  `update sessions s set revoked_at = now()
   where s.user_id = $1 and s.id is distinct from $2::uuid and ${IS_LIVE}
   returning s.id`,
);

/** By any refresh tokens that they ever had ($1), or by id ($2). */
export const endSessionsOf = statement<Touched & { user_id: string }>(
  'sessions_end_of',
  `update sessions s set revoked_at = now()
   where s.id = any (array(select session_id from refresh_tokens where digest = any ($1::bytea[]) union all select $2::uuid))
     and ${IS_LIVE}
   returning s.id, s.user_id`,
);

export interface ListedSessionRow {
  readonly id: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly deviceName: string | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly amr: string[];
}

export const listSessions = statement<ListedSessionRow>(
  'sessions_list',
  `select s.id, s.ip_address as "ipAddress", s.user_agent as "userAgent", s.device_name as "deviceName",
     s.created_at as "createdAt", s.last_used_at as "lastUsedAt", s.idle_expires_at as "expiresAt", s.amr
   from sessions s where s.user_id = $1 and not s.is_enrolment and ${IS_LIVE}
   order by s.last_used_at desc, s.id desc`,
);

const IS_UNWRITTEN = "s.last_used_at < now() - interval '1 minute'";

/** Who a session belongs to, by primary keys, and whether its last use is to be written: once a minute at most. */
export const authenticate = statement<AuthenticatedRow & { readonly is_unwritten: boolean }>(
  'sessions_authenticate',
  `select ${AUTHENTICATED}, ${IS_UNWRITTEN} as is_unwritten
   from sessions s join user_facts u on u.id = s.user_id
   where s.id = $1 and s.user_id = $2 and ${IS_LIVE} and u.is_active`,
);

/** A statement of its own, since within the one above it would cost every request a third more. Never waits for whoever holds the row. */
export const writeLastUse = statement<Touched>(
  'sessions_write_last_use',
  `update sessions set last_used_at = now()
   where id = (select s.id from sessions s where s.id = $1 and ${IS_UNWRITTEN} and ${IS_LIVE} for update skip locked)
   returning id`,
);

/** Two ways to have ended, of which each has its index; together never more than the limit. */
export const removeEnded = statement<Touched>(
  'sessions_remove_ended',
  `with expired as (
     select id from sessions where expires_at < now() order by expires_at limit $1 for update skip locked
   ), revoked as (
     select id from sessions where revoked_at < now() - interval '1 day' order by revoked_at limit $1 for update skip locked
   )
   delete from sessions
   where id = any (array(select id from (select id from expired union select id from revoked) ended limit $1))
   returning id`,
);

/**
 * What nobody has signed in with for half a year, but for the last one: without any, nothing would be new to the user any more.
 */
export const removeForgottenAgents = statement(
  'sessions_remove_forgotten_agents',
  `delete from known_agents where (user_id, name) in (
     select user_id, name from known_agents a
     where last_seen_at < now() - interval '180 days'
       and exists (select from known_agents k where k.user_id = a.user_id and k.last_seen_at > a.last_seen_at)
     order by last_seen_at limit $1 for update skip locked)
   returning user_id`,
);
