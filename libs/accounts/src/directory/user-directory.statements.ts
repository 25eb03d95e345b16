import { statement } from '@countersign/database';
import { userFactsColumns, type UserFactsRow } from '../user-facts';

export type DirectoryRow = UserFactsRow & { readonly external_id: string | null; readonly phone_sealed: string | null };

const ROW = `${userFactsColumns('u')}, u.external_id, u.phone_sealed`;

/** $1 id, $2 externalId, $3 e-mail, $4 its key, $5 phone number, sealed. */
export const insert = statement<DirectoryRow>(
  'accounts_directory_insert',
  `insert into users as u (id, external_id, email, email_key, phone_sealed) values ($1, $2, $3, $4, $5)
   on conflict do nothing returning ${ROW}`,
);

/** Held until the transaction ends, so that what is read is what is changed. */
export const lockByExternalId = statement<DirectoryRow>(
  'accounts_directory_lock',
  `select ${ROW} from users u where u.external_id = $1 for update`,
);

export const selectByExternalId = statement<DirectoryRow>(
  'accounts_directory_by_external_id',
  `select ${ROW} from users u where u.external_id = $1`,
);

export const selectById = statement<DirectoryRow>('accounts_directory_by_id', `select ${ROW} from users u where u.id = $1`);

/** An address that changes is one that nobody has confirmed; one that somebody else has is not taken. */
export const update = statement<DirectoryRow>(
  'accounts_directory_update',
  `update users u set email = coalesce($2, u.email), email_key = coalesce($3, u.email_key),
     email_verified = u.email_verified and ($3::text is null or $3 = u.email_key),
     phone_sealed = coalesce($4, u.phone_sealed), updated_at = now()
   where u.id = $1 and not exists (select from users o where o.email_key = $3 and o.id <> u.id) returning ${ROW}`,
);

/** What belongs to the user goes along: every lib's rows reference it with `on delete cascade`. */
export const remove = statement<{ id: string }>('accounts_directory_remove', `delete from users where id = $1 and role <> 'admin' returning id`);
