import { statement } from '@countersign/database';
import type { DeliveryState, RecordedAttempt } from './webhook-delivery.entity';

/** A delivery in the log. */
export interface DeliveryFacts {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly state: DeliveryState;
  readonly url: string;
  readonly body: string;
  readonly history: RecordedAttempt[];
  readonly createdAt: Date;
  readonly nextAttemptAt: Date | null;
  readonly finishedAt: Date | null;
}

interface Id {
  readonly id: string;
}

const facts = `d.id, d.event_id as "eventId", d.type, d.state, w.url, d.body, d.history, d.created_at as "createdAt",
  d.next_attempt_at as "nextAttemptAt", d.finished_at as "finishedAt"`;

/** The log shows what could be sent today: other users' events are an administrator's, for as long as the owner is one. */
const mayBeSeen = `(d.is_test or d.user_id = w.user_id or u.role = 'admin')`;
const ofOwner = 'webhooks w join user_facts u on u.id = w.user_id';

export const listDeliveries = statement<DeliveryFacts>(
  'webhooks_list_deliveries',
  `select ${facts} from webhook_deliveries d join (${ofOwner}) on w.id = d.webhook_id
   where d.webhook_id = $1 and ${mayBeSeen} and ($2::uuid is null or d.id < $2) and ($3::text is null or d.state = $3)
   order by d.id desc limit $4`,
);

export const findDelivery = statement<DeliveryFacts & { isActive: boolean }>(
  'webhooks_find_delivery',
  `select ${facts}, w.is_active as "isActive" from webhook_deliveries d join (${ofOwner}) on w.id = d.webhook_id
   where d.id = $1 and d.webhook_id = $2 and w.user_id = $3 and ${mayBeSeen}`,
);

/** Only one that has come to its end begins anew: of two calls at once, one. */
export const replayDelivery = statement<DeliveryFacts>(
  'webhooks_replay_delivery',
  `update webhook_deliveries d set state = 'pending', attempts = 0, finished_at = null, next_attempt_at = now()
   from ${ofOwner}
   where d.id = $1 and w.id = d.webhook_id and ${mayBeSeen} and d.state in ('delivered', 'failed', 'canceled') and (w.is_active or d.is_test)
   returning ${facts}`,
);

export const insertTest = statement<DeliveryFacts>(
  'webhooks_insert_test',
  `with d as (
     insert into webhook_deliveries (id, webhook_id, event_id, type, lane, body, is_test, state, next_attempt_at)
     values ($1, $2, $3, $4, 0, $5, true, 'pending', now()) returning *
   )
   select ${facts} from d join webhooks w on w.id = d.webhook_id`,
);

/** Deliveries whose message was lost with its last attempt: an hour after they were due they get another. */
export const reviveDeliveries = statement<Id>(
  'webhooks_revive_deliveries',
  `update webhook_deliveries set next_attempt_at = now() where id in (
     select id from webhook_deliveries where state = 'pending' and next_attempt_at < now() - interval '1 hour'
     order by next_attempt_at limit $1 for update skip locked)
   returning id`,
);

export const removeOldDeliveries = statement<Id>(
  'webhooks_remove_old_deliveries',
  `delete from webhook_deliveries where id in (
     select id from webhook_deliveries where finished_at < now() - $1 * interval '1 day' limit $2 for update skip locked)
   returning id`,
);
