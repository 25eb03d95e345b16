import { statement } from '@countersign/database';
import { userFactsColumns, type UserFactsRow } from '../user-facts';

/** The newest first: $1 names as prefix patterns or null, $2 what was asked as it is, $3 after this id, $4 most. */
export const search = statement<UserFactsRow>(
  'accounts_administration_search',
  `select ${userFactsColumns('u')} from users u
   where ($1::text is null or u.email_key like $1 or u.username_key like $1 or u.external_id = $2 or u.id::text = $2)
     and ($3::uuid is null or u.id < $3)
   order by u.id desc limit $4`,
);

/** By condition: of two at once, one has done it. */
export const setActive = statement<{ id: string }>(
  'accounts_administration_set_active',
  'update users set is_active = $2, updated_at = now() where id = $1 and is_active <> $2 returning id',
);
