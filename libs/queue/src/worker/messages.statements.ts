import { statement } from '@countersign/database';

/** A claim on a message: which one, and the fencing token. */
export interface Held {
  readonly id: string;
  readonly claim: string;
}

export interface ClaimedMessage extends Held {
  readonly job: string;
  readonly subject: string;
  /** 1 for the first run; a run that a crash cut off counts. */
  readonly attempt: number;
  readonly isExpired: boolean;
  /** Seconds until the message expires; null: never. */
  readonly secondsLeft: number | null;
}

interface Id {
  id: string;
}

/** Long enough to miss two renewals (every 3 s), short enough that a killed worker's message runs again within 15 s. */
const CLAIM = `interval '10 seconds'`;

const take = `attempts = attempts + 1, claim = gen_random_uuid(), claimed_until = now() + ${CLAIM}`;
const isFree = 'dead_at is null and (claimed_until is null or claimed_until <= now())';
const claimed = `id, job, subject, claim, attempts as attempt, coalesce(not_after <= now(), false) as "isExpired",
  extract(epoch from not_after - now())::float8 as "secondsLeft"`;

/** `materialized`: the rows are picked once, or the planner may run the sub-select again and lock more than were picked. */
export const claimDueMessages = statement<ClaimedMessage>(
  'queue_claim_due_messages',
  `with due as materialized (
     select id as due_id from outbox
     where queue = $1 and job = any($2::text[]) and run_at <= now() and ${isFree}
     order by run_at limit $3 for update skip locked
   )
   update outbox set ${take} from due where id = due_id returning ${claimed}`,
);

/** A fencing token is of one row alone, so two lists say the same as pairs would. */
const held = 'id = any($1::uuid[]) and claim = any($2::uuid[])';

export const renewClaims = statement<Id>(
  'queue_renew_claims',
  `update outbox set claimed_until = now() + ${CLAIM} where ${held} returning id`,
);

export const releaseClaims = statement(
  'queue_release_claims',
  `update outbox set claim = null, claimed_until = null, attempts = greatest(attempts - 1, 0) where ${held}`,
);

export const completeMessages = statement<Id>('queue_complete_messages', `delete from outbox where ${held} returning id`);

export const retryMessage = statement<{ isDead: boolean }>(
  'queue_retry_message',
  `update outbox set claim = null, claimed_until = null, run_at = next_at, attempts = greatest(attempts - $5, 0),
     dead_at = case when not_after <= next_at then now() end,
     last_error = case when not_after <= next_at then 'expired; ' else '' end || $3
   from (select now() + ($4 + $6 * random()) * interval '1 second' as next_at) as next
   where id = $1 and claim = $2 returning dead_at is not null as "isDead"`,
);

export const buryMessage = statement<Id>(
  'queue_bury_message',
  `update outbox set claim = null, claimed_until = null, dead_at = now(), last_error = $3
   where id = $1 and claim = $2 returning id`,
);

export const removeDeadMessages = statement<Id>(
  'queue_remove_dead_messages',
  `delete from outbox where id in (
     select id from outbox where dead_at < now() - $1 * interval '1 day' limit $2 for update skip locked
   ) returning id`,
);
