import { statement } from '@countersign/database';
import { outboxInsert } from '@countersign/queue';
import type { Purpose } from '../jobs/delivery.jobs';

export interface NewMessage {
  readonly id: string;
  readonly userId: string | null;
  readonly channel: string;
  readonly purpose: string;
  readonly dedupeKey: string | null;
  readonly destinationSealed: string;
  readonly bodySealed: string;
  readonly notAfter: Date | null;
  readonly reference: string | null;
}

export interface ClaimedMessage {
  readonly id: string;
  readonly userId: string | null;
  readonly channel: string;
  readonly purpose: Purpose;
  readonly destinationSealed: string;
  readonly bodySealed: string;
  /** Which attempt this is; a later one takes the row away from it. */
  readonly attempt: number;
  /** How often it may have gone out already. */
  readonly doubts: number;
  /** By the database's clock; null: the message does not expire. */
  readonly millisecondsLeft: number | null;
  readonly writtenAt: Date;
}

interface Id {
  readonly id: string;
}

export interface Ended extends Id {
  readonly state: 'delivered' | 'failed' | 'expired';
}

/** The message and, where it is new, what the worker is to do with it. */
export const insertOnce = statement<Id>(
  'otp_delivery_insert_once',
  `with written as (
     insert into messages (id, user_id, channel, purpose, dedupe_key, destination_sealed, body_sealed, not_after, reference)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (dedupe_key) where dedupe_key is not null do nothing
     returning id
   ),
   told as (${outboxInsert.text(10)} where exists (select 1 from written))
   select id from written`,
);

export const findByDedupeKey = statement<Id>(
  'otp_delivery_find_by_dedupe_key',
  'select id from messages where dedupe_key = $1',
);

// What is being sent at this moment may still arrive, but no further attempt is made: its time is over.
const takeBack = (why: string) => `update messages set last_error = '${why}', state = case state when 'queued' then 'expired' else state end,
     body_sealed = case state when 'queued' then null else body_sealed end,
     not_after = case state when 'queued' then not_after else least(not_after, now()) end`;

export const replaceQueued = statement<Id>(
  'otp_delivery_replace_queued',
  `${takeBack('replaced by a newer one')} where reference = $1 and state in ('queued', 'sending') and id <> $2 returning id`,
);

export const withdraw = statement<Id>(
  'otp_delivery_withdraw',
  `with held as materialized (
     select id as held_id from messages where reference = any ($1::text[]) and state in ('queued', 'sending') order by id for update
   )
   ${takeBack('not needed any more')} from held where id = held_id and state in ('queued', 'sending') returning id`,
);

/** Before another provider is asked in the same attempt. */
export const isWanted = statement<Id>(
  'otp_delivery_is_wanted',
  `select id from messages where id = $1 and attempts = $2 and state = 'sending' and (not_after is null or not_after > now())`,
);

// Many at once, in the order in which all who hold several hold them.
const HELD = `select id as held_id from messages where id = any ($1::uuid[]) order by id for update`;

// `sending` is taken again: a worker that was killed in the middle leaves it, and the outbox lets one handler in at a time. The
// message may have gone out then.
export const startAttempts = statement<ClaimedMessage>(
  'otp_delivery_start_attempts',
  `with held as materialized (${HELD})
   update messages set state = 'sending', attempts = attempts + 1, doubts = doubts + case state when 'sending' then 1 else 0 end
   from held where id = held_id and state in ('queued', 'sending') and (not_after is null or not_after > now())
   returning id, user_id as "userId", channel, purpose, destination_sealed as "destinationSealed", body_sealed as "bodySealed",
     attempts as attempt, doubts, created_at as "writtenAt", (extract(epoch from not_after - now()) * 1000)::float8 as "millisecondsLeft"`,
);

export const expire = statement<Id>(
  'otp_delivery_expire',
  `update messages set state = 'expired', body_sealed = null
   where id = $1 and state in ('queued', 'sending') and not_after <= now()
   returning id`,
);

export const markSent = statement<Id>(
  'otp_delivery_mark_sent',
  `with held as materialized (${HELD}),
     sent as (select * from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::boolean[]) as s (sent_id, attempt, by, named, keeps_body))
   update messages set state = 'sent', provider = by, provider_message_id = named, sent_at = now(), last_error = null,
     body_sealed = case when keeps_body then body_sealed end
   from held join sent on sent_id = held_id where id = held_id and attempts = attempt and state = 'sending'
   returning id`,
);

export const putBack = statement(
  'otp_delivery_put_back',
  `update messages set state = 'queued', last_error = $3, doubts = doubts + $4 where id = $1 and attempts = $2 and state = 'sending'`,
);

// One that was withdrawn or replaced meanwhile, or whose time ran out, is nobody's loss.
export const markFailed = statement<Ended>(
  'otp_delivery_mark_failed',
  `update messages set state = case when not_after <= now() then 'expired' else 'failed' end,
     last_error = $3, is_undeliverable = $4, doubts = doubts + $5, body_sealed = null
   where id = $1 and attempts = $2 and state = 'sending'
   returning id, state`,
);

// What the queue gave up without asking again (a worker that died in the last attempt). No retry goes on for two days: a mail that
// the day's share put off goes out on the next one.
export const settleLeftovers = statement<Id>(
  'otp_delivery_settle_leftovers',
  `update messages set body_sealed = null, last_error = coalesce(last_error, 'given up'),
     state = case when not_after <= now() then 'expired' else 'failed' end
   where id in (
     select id from messages where state in ('queued', 'sending') and created_at < now() - interval '2 days'
     order by created_at limit $1 for update skip locked)
   returning id`,
);

export const deleteOld = statement<Id>(
  'otp_delivery_delete_old',
  `delete from messages where id in (
     select id from messages where created_at < now() - interval '30 days'
     order by created_at limit $1 for update skip locked)
   returning id`,
);

export const removeOf = statement<Id>('otp_delivery_remove_of', 'delete from messages where user_id = $1 returning id');
