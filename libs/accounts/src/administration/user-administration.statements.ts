import { statement } from '@countersign/database';
import { userFactsColumns, type UserFactsRow } from '../user-facts';

/** The newest first: $1 after this id, $2 most. */
export const list = statement<UserFactsRow>(
  'accounts_administration_list',
  `select ${userFactsColumns('u')} from users u where ($1::uuid is null or u.id < $1) order by u.id desc limit $2`,
);

const beginsWith = (key: string) => `${key} ~>=~ $1 and ${key} ~<~ $2`;

/**
 * The newest first: $1 the beginning of a name and $2 what comes after all that begin so, $3 an id or null, $4 an externalId,
 * $5 after this id, $6 most, $7 what a whole address is looked up by. Each way to be found has an index, and all are walked before any user is read: left to itself,
 * PostgreSQL would now and then walk all users by their ids, in the hope of finding enough soon.
 */
export const search = statement<UserFactsRow>(
  'accounts_administration_search',
  `with found as materialized (
     select id from users where ${beginsWith('email_key')}
     union select id from users where ${beginsWith('username_key')}
     union select id from users where id = $3
     union select id from users where external_id = $4
     union select id from users where email_key = $7
   )
   select ${userFactsColumns('u')} from users u
   where u.id = any (array(select id from found where $5::uuid is null or id < $5 order by id desc limit $6))
   order by u.id desc`,
);

/** By condition: of two at once, one has done it. */
export const setActive = statement<{ id: string }>(
  'accounts_administration_set_active',
  'update users set is_active = $2, updated_at = now() where id = $1 and is_active <> $2 returning id',
);
