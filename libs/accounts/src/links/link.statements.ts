import { statement } from '@countersign/database';
import type { LinkKind } from './link.entity';

export interface LinkRow {
  id: string;
  kind: LinkKind;
  userId: string | null;
  addressSealed: string;
}

const columns = `id, kind, user_id as "userId", address_sealed as "addressSealed"`;
const isLive = 'used_at is null and expires_at > now()';

/** A day is longer than the queue goes on trying to write the mail. */
export const insert = statement(
  'accounts_link_insert',
  `insert into links (id, kind, user_id, address_sealed, expires_at) values ($1, $2, $3, $4, now() + interval '1 day')`,
);

/** Until the transaction ends nobody else issues it: a job may run twice. */
export const claim = statement<LinkRow>(
  'accounts_link_claim',
  `select ${columns} from links where id = $1 and digest is null and expires_at > now() for update`,
);

/** Only the newest one of a kind opens anything. */
export const issue = statement<{ expiresAt: Date }>(
  'accounts_link_issue',
  `with older as (delete from links where user_id = $2 and kind = $5 and id <> $1 and used_at is null and digest is not null)
   update links set user_id = $2, digest = $3, expires_at = now() + make_interval(secs => $4)
   where id = $1 and digest is null
   returning expires_at as "expiresAt"`,
);

export const find = statement<LinkRow>('accounts_link_find', `select ${columns} from links where digest = $1 and kind = $2 and ${isLive}`);

export const consume = statement<LinkRow>(
  'accounts_link_consume',
  `update links set used_at = now() where digest = $1 and kind = $2 and ${isLive} returning ${columns}`,
);

export const remove = statement('accounts_link_remove', 'delete from links where id = $1');

/** What was sent before the password or the address changed opens nothing any more. */
export const removeUnused = statement('accounts_link_remove_unused', 'delete from links where user_id = $1 and used_at is null');

export const usedForReset = statement<LinkRow>(
  'accounts_link_used_for_reset',
  `select ${columns} from links where user_id = $1 and kind = 'reset' and used_at > now() - interval '24 hours'`,
);

export const removeOld = statement<{ id: string }>(
  'accounts_link_remove_old',
  `delete from links where id in (
     select id from links where expires_at < now() - interval '25 hours' order by expires_at limit $1 for update skip locked)
   returning id`,
);

/** $1 key, $2 window in seconds, $3 limit. Nothing comes back where the limit is reached. */
export const takeMail = statement<{ key: Buffer }>(
  'accounts_link_take_mail',
  `insert into login_buckets as b (key, tries, expires_at) values ($1, array[now()], now() + make_interval(secs => $2))
   on conflict (key) do update
     set tries = b.tries[greatest(cardinality(b.tries) - $3::int + 2, 1):] || now(), expires_at = excluded.expires_at
   where coalesce(b.tries[cardinality(b.tries) - $3::int + 1], '-infinity') <= now() - make_interval(secs => $2)
   returning key`,
);

export const secondsToWaitForMail = statement<{ seconds: number }>(
  'accounts_link_seconds_to_wait',
  `select ceil(extract(epoch from tries[cardinality(tries) - $3::int + 1] + make_interval(secs => $2) - now()))::int as seconds
   from login_buckets where key = $1`,
);
