import { statement } from '@countersign/database';
import { outboxInsert } from '@countersign/queue';

/**
 * The webhooks that an event is for: those of its user, and those that administrators made for all, while they are some.
 * By user and by the few that are for all: the number of webhooks does not count.
 */
const subscribed = (user: string, types: string) => `
  from webhooks w join user_facts u on u.id = w.user_id
  where (w.user_id = ${user} or w.is_for_all) and (w.user_id = ${user} or u.role = 'admin')
    and w.is_active and u.is_active and w.events && ${types}`;

/** Which of some events any webhook wants. */
export const findWanted = statement<{ id: string; isWanted: boolean }>(
  'webhooks_find_wanted',
  `select event.id, exists (select 1 ${subscribed('event.user_id', 'array[event.type, $4]')}) as "isWanted"
   from unnest($1::uuid[], $2::uuid[], $3::text[]) as event (id, user_id, type)`,
);

/** Always in one order, or two events would wait for each other. */
export const lockSubscribed = statement<{ id: string }>(
  'webhooks_lock_subscribed',
  `select w.id ${subscribed('$1', '$2::text[]')} order by w.id for no key update of w`,
);

/** Asked under the lock: what it answers stays true until the commit. */
export const readLanes = statement<{ id: string; isKnown: boolean; isBusy: boolean }>(
  'webhooks_read_lanes',
  `select w.id,
     exists (select 1 from webhook_deliveries d where d.webhook_id = w.id and d.event_id = $2) as "isKnown",
     exists (select 1 from webhook_deliveries d where d.webhook_id = w.id and d.lane = $3 and d.holds_lane) as "isBusy"
   from unnest($1::uuid[]) as w (id)`,
);

/** Deliveries with the messages of those whose lane is free. */
export const insertDeliveries = statement(
  'webhooks_insert_deliveries',
  `with new as (
     insert into webhook_deliveries (id, webhook_id, event_id, type, user_id, lane, body, holds_lane, state, next_attempt_at)
     select id, webhook_id, $3, $4, $5, $6, $7, is_head, case when is_head then 'pending' else 'waiting' end, case when is_head then now() end
     from unnest($1::uuid[], $2::uuid[], $8::boolean[]) as new (id, webhook_id, is_head)
   )
   ${outboxInsert.text(9)}`,
);
