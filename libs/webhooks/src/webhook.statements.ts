import { statement } from '@countersign/database';

/** A webhook as its owner sees it. */
export interface WebhookFacts {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly events: string[];
  readonly isActive: boolean;
  readonly disabledReason: 'owner' | 'gone' | 'failing' | null;
  readonly failingSince: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const facts = `w.id, w.url, w.description, w.events, w.is_active as "isActive", w.disabled_reason as "disabledReason",
  w.failing_since as "failingSince", w.created_at as "createdAt", w.updated_at as "updatedAt"`;

/** Two that are made at once are counted one after the other: what is limited is said of several rows. */
export const lockOwner = statement('webhooks_lock_owner', `select pg_advisory_xact_lock(hashtextextended('webhooks:' || $1, 0))`);

export const insertWebhook = statement<WebhookFacts>(
  'webhooks_insert',
  `insert into webhooks as w (id, user_id, is_for_all, url, description, events, secret_sealed)
   select $1::uuid, $2::uuid, $3::boolean, $4::text, $5::text, $6::text[], $7::text
   where (select count(*) from webhooks where user_id = $2) < $8
   returning ${facts}`,
);

export const listWebhooks = statement<WebhookFacts>(
  'webhooks_list',
  `select ${facts} from webhooks w where w.user_id = $1 order by w.id`,
);

export const findWebhook = statement<WebhookFacts>(
  'webhooks_find',
  `select ${facts} from webhooks w where w.id = $1 and w.user_id = $2`,
);

/** What another receiver did, or this one before it was turned on again, is not held against it. */
const startsAnew = '($7 is true or $3 <> w.url)';

export const updateWebhook = statement<WebhookFacts>(
  'webhooks_update',
  `update webhooks w set
     url = coalesce($3, w.url),
     description = case when $4::boolean then $5 else w.description end,
     events = coalesce($6::text[], w.events),
     is_active = coalesce($7, w.is_active),
     disabled_reason = case when $7 then null when not $7 then coalesce(w.disabled_reason, 'owner') else w.disabled_reason end,
     failures = case when ${startsAnew} then 0 else w.failures end,
     failing_since = case when ${startsAnew} then null else w.failing_since end,
     resume_at = case when ${startsAnew} then null else w.resume_at end,
     updated_at = now()
   where w.id = $1 and w.user_id = $2 returning ${facts}`,
);

/** Those for which others wait, if nothing keeps them any more. */
export const hastenDeliveries = statement<{ id: string }>(
  'webhooks_hasten_deliveries',
  `update webhook_deliveries d set next_attempt_at = now() from webhooks w
   where w.id = $1 and w.resume_at is null and d.webhook_id = w.id and d.holds_lane and d.state = 'pending' and d.next_attempt_at > now()
   returning d.id`,
);

export const removeWebhook = statement<{ id: string }>(
  'webhooks_remove',
  'delete from webhooks where id = $1 and user_id = $2 returning id',
);

export const sealedSecret = statement<{ secretSealed: string }>(
  'webhooks_sealed_secret',
  'select secret_sealed as "secretSealed" from webhooks where id = $1 and user_id = $2 for no key update',
);

export const rotateSecret = statement<{ previousSecretExpiresAt: Date }>(
  'webhooks_rotate_secret',
  `update webhooks set secret_sealed = $2, previous_secret_sealed = $3, updated_at = now(),
     previous_secret_expires_at = now() + $4 * interval '1 second'
   where id = $1 returning previous_secret_expires_at as "previousSecretExpiresAt"`,
);
