import { statement } from '@countersign/database';
import type { DeliveryState } from './webhook-delivery.entity';

/** All that an attempt needs to know. */
export interface AttemptContext {
  readonly id: string;
  readonly webhookId: string;
  readonly ownerId: string;
  readonly eventId: string;
  readonly type: string;
  readonly body: string;
  readonly state: DeliveryState;
  readonly isTest: boolean;
  readonly attempts: number;
  readonly lane: number;
  readonly holdsLane: boolean;
  readonly url: string;
  /** The webhook is on, and its owner may still see this event. */
  readonly isWanted: boolean;
  readonly secretSealed: string;
  /** Null when there is none, or when its time is over. */
  readonly previousSecretSealed: string | null;
  /** Whether the receiver failed at the last attempt. */
  readonly isFailing: boolean;
  /** An earlier event came into its lane after it: events are heard side by side. */
  readonly isEarly: boolean;
}

export const readAttempts = statement<AttemptContext>(
  'webhooks_read_attempts',
  `select d.id, d.webhook_id as "webhookId", w.user_id as "ownerId", d.event_id as "eventId", d.type, d.body, d.state, d.is_test as "isTest",
     d.attempts, d.lane, d.holds_lane as "holdsLane", w.url, w.secret_sealed as "secretSealed",
     case when w.previous_secret_expires_at > now() then w.previous_secret_sealed end as "previousSecretSealed",
     u.is_active and (d.is_test or w.is_active and (d.user_id = w.user_id or u.role = 'admin')) as "isWanted",
     w.resume_at is not null as "isFailing",
     d.holds_lane and d.attempts = 0 and exists (
       select 1 from webhook_deliveries e
       where e.webhook_id = d.webhook_id and e.lane = d.lane and e.state = 'waiting' and e.event_id < d.event_id
     ) as "isEarly"
   from webhook_deliveries d join webhooks w on w.id = d.webhook_id join user_facts u on u.id = w.user_id
   where d.id = any ($1::uuid[])`,
);

/** Of all that wait for a failing receiver, one at a time tries whether it is back. */
export const takeTurn = statement<{ id: string }>(
  'webhooks_take_turn',
  `update webhooks set resume_at = now() + $2 * interval '1 second' where id = $1 and resume_at <= now() returning id`,
);

/** Puts a delivery off until its receiver may be tried, without an attempt. */
export const deferDelivery = statement<{ seconds: number }>(
  'webhooks_defer_delivery',
  `update webhook_deliveries d set next_attempt_at = now() + wait.seconds * interval '1 second'
   from webhooks w, lateral (select greatest(extract(epoch from w.resume_at - now()), 0) + random() as seconds) as wait
   where d.id = $1 and d.state = 'pending' and w.id = d.webhook_id
   returning wait.seconds::float8 as seconds`,
);

/** Who settles an attempt holds the webhook: lanes are handed on, and receivers judged, one at a time. */
export const lockWebhook = statement<{ isActive: boolean }>(
  'webhooks_lock',
  'select is_active as "isActive" from webhooks where id = $1 for no key update',
);

/** Lets the earliest of the lane go first; under the lock. */
export const stepBack = statement<{ id: string }>(
  'webhooks_step_back',
  `with back as (
     update webhook_deliveries set state = 'waiting', holds_lane = false, next_attempt_at = null
     where id = $1 and state = 'pending' and holds_lane and attempts = 0 returning id
   )
   update webhook_deliveries set state = 'pending', holds_lane = true, next_attempt_at = now()
   where exists (select 1 from back) and id = (
     select id from webhook_deliveries where webhook_id = $2 and lane = $3 and state = 'waiting' order by event_id limit 1)
   returning id`,
);

export interface Settled {
  /** Null: another run settled it. */
  readonly id: string | null;
  /** Until the next attempt; null: it has come to its end. */
  readonly seconds: number | null;
  /** The delivery whose turn it is now. */
  readonly nextId: string | null;
}

/**
 * Notes attempt $2 as $3. Without $7, the seconds until the next one, which vary by a tenth, the delivery ends as $8. When it
 * lets its lane go ($6), the next of the lane is due. A success ends what was held against the receiver. Of two runs of one
 * message the second changes nothing.
 */
export const settleAttempt = statement<Settled>(
  'webhooks_settle_attempt',
  `with settled as (
     update webhook_deliveries set attempts = attempts + 1, holds_lane = holds_lane and not $6::boolean,
       state = case when $7::float8 is null then $8 else 'pending' end,
       finished_at = case when $7::float8 is null then now() end,
       next_attempt_at = now() + $7 * (0.95 + 0.1 * random()) * interval '1 second',
       history = (case when jsonb_array_length(history) < 20 then history else history - 0 end)
         || jsonb_build_array(jsonb_build_object('at', now()) || $3::jsonb)
     where id = $1 and state = 'pending' and attempts = $2
     returning id, extract(epoch from next_attempt_at - now())::float8 as seconds
   ),
   next as (
     update webhook_deliveries set state = 'pending', holds_lane = true, next_attempt_at = now()
     where $6::boolean and exists (select 1 from settled) and id = (
       select id from webhook_deliveries where webhook_id = $4 and lane = $5 and state = 'waiting' order by event_id limit 1)
     returning id
   ),
   well as (
     update webhooks set failures = 0, failing_since = null, resume_at = null
     where $8 = 'delivered' and id = $4 and failures > 0 and exists (select 1 from settled)
   )
   select (select id from settled) as id, (select seconds from settled) as seconds, (select id from next) as "nextId"`,
);

/**
 * A receiver that failed is left alone for the seconds that $2 names for its first, second … failure in a row, at least for
 * the $3 that it asked for. It is turned off when it is gone ($4), or has failed for $5 seconds.
 */
export const judgeReceiver = statement<{ isActive: boolean; disabledReason: 'gone' | 'failing' | null; url: string }>(
  'webhooks_judge_receiver',
  `update webhooks set failures = failures + 1, failing_since = coalesce(failing_since, now()),
     resume_at = now() + greatest(($2::float8[])[least(failures + 1, cardinality($2::float8[]))], $3) * interval '1 second',
     is_active = is_active and not is_gone and not is_late,
     disabled_reason = case when not is_active then disabled_reason when is_gone then 'gone' when is_late then 'failing' end
   from (
     select $4::boolean as is_gone, coalesce(failing_since < now() - $5 * interval '1 second', false) as is_late from webhooks where id = $1
   ) as verdict
   where id = $1
   returning is_active as "isActive", disabled_reason as "disabledReason", url`,
);
