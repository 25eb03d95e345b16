import { statement } from '@countersign/database';
import type { LinkKind } from './link.entity';

export interface LinkRow {
  id: string;
  kind: LinkKind;
  userId: string | null;
  trustEpoch: number | null;
  addressSealed: string;
}

const columns = `id, kind, user_id as "userId", trust_epoch as "trustEpoch", address_sealed as "addressSealed"`;
const isLive = 'used_at is null and expires_at > now()';

/** A day is longer than the queue goes on trying to write the mail. */
export const insert = statement(
  'accounts_link_insert',
  `insert into links (id, kind, user_id, trust_epoch, address_sealed, expires_at) values ($1, $2, $3, $4, $5, now() + interval '1 day')`,
);

/** Until the transaction ends nobody else issues it: a job may run twice. */
export const claim = statement<LinkRow>(
  'accounts_link_claim',
  `select ${columns} from links where id = $1 and digest is null and expires_at > now() for update`,
);

/**
 * Two of one user at once: the second waits here, and then sees the first one's link. Not the row of the user, which a change of
 * the account holds while it waits for the link that is being issued.
 */
export const lockIssue = statement(
  'accounts_link_lock_issue',
  `select pg_advisory_xact_lock(hashtextextended('link:' || $1, 0))`,
);

/** Only the newest one of a kind opens anything. */
export const issue = statement<{ expiresAt: Date }>(
  'accounts_link_issue',
  `with older as (delete from links where user_id = $2 and kind = $6 and id <> $1 and used_at is null and digest is not null)
   update links set user_id = $2, trust_epoch = $3, digest = $4, expires_at = now() + make_interval(secs => $5)
   where id = $1 and digest is null
   returning expires_at as "expiresAt"`,
);

export const find = statement<LinkRow>(
  'accounts_link_find',
  `select ${columns} from links where digest = any ($1::bytea[]) and kind = $2 and ${isLive}
     and trust_epoch = (select u.trust_epoch from users u where u.id = user_id)`,
);

/** The user's row first, and held: an epoch that ends at this moment ends the link, or comes after what it opened. */
export const consume = statement<LinkRow>(
  'accounts_link_consume',
  `with owner as materialized (
     select u.id as owner_id, u.trust_epoch as epoch from links l join users u on u.id = l.user_id
     where l.digest = any ($1::bytea[]) and l.kind = $2 for no key update of u
   )
   update links set used_at = now() from owner
   where digest = any ($1::bytea[]) and kind = $2 and ${isLive} and user_id = owner_id and trust_epoch = epoch
   returning ${columns}`,
);

export const remove = statement('accounts_link_remove', 'delete from links where id = $1');

/** What was sent before the address changed opens nothing any more. */
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
