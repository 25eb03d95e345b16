import { statement } from '@countersign/database';
import { userFactsColumns, type UserFactsRow } from './user-facts';

export type LoginRow = UserFactsRow & { readonly password_hash: string | null; readonly login_epoch: number };
type Touched = { readonly id: string };

export const insertUser = statement<UserFactsRow>(
  'accounts_insert_user',
  `insert into users as u (id, email, email_key, username, username_key, password_hash)
   values ($1, $2, $3, $4, $5, $6)
   on conflict do nothing
   returning ${userFactsColumns('u')}`,
);

/** Whoever makes one says whose address it is. The password is one that somebody has read. */
export const insertAdministrator = statement<UserFactsRow>(
  'accounts_insert_administrator',
  `insert into users as u (id, email, email_key, username, username_key, password_hash, role, email_verified, must_change_password)
   values ($1, $2, $3, $4, $5, $6, 'admin', true, true)
   on conflict do nothing
   returning ${userFactsColumns('u')}`,
);

export const insertHeldName = statement<Touched>(
  'accounts_insert_held_name',
  'insert into users (id, username, username_key, is_active) values ($1, $2, $3, false) on conflict do nothing returning id',
);

export const selectTaken = statement<{ email_taken: boolean }>(
  'accounts_select_taken',
  `select email_key = $1 as email_taken from users where email_key = $1
   union all
   select false as email_taken from users where username_key = $2`,
);

const CANDIDATE = `${userFactsColumns('u')}, u.password_hash, u.login_epoch`;

export const selectByEmail = statement<LoginRow>(
  'accounts_select_by_email',
  `select ${CANDIDATE} from users u where u.email_key = $1`,
);

export const selectByUsername = statement<LoginRow>(
  'accounts_select_by_username',
  `select ${CANDIDATE} from users u where u.username_key = $1`,
);

export const selectFacts = statement<UserFactsRow>(
  'accounts_select_facts',
  `select ${userFactsColumns('u')} from user_facts u where u.id = $1`,
);

export const selectByExternalId = statement<UserFactsRow>(
  'accounts_select_by_external_id',
  `select ${userFactsColumns('u')} from users u where u.external_id = $1`,
);

export const selectCandidate = statement<LoginRow>('accounts_select_candidate', `select ${CANDIDATE} from users u where u.id = $1`);

/** By condition: of two changes at once, one was checked against a password that is no longer the user's. */
export const updatePassword = statement<Touched>(
  'accounts_update_password',
  `update users set password_hash = $3, password_changed_at = now(), must_change_password = false, updated_at = now()
   where id = $1 and password_hash is not distinct from $2 returning id`,
);

/** By condition: a rehash must never put an old password back over a new one. */
export const replacePasswordHash = statement<Touched>(
  'accounts_replace_password_hash',
  'update users set password_hash = $3 where id = $1 and password_hash = $2 returning id',
);

/** Whoever opened the link of the mail has the mailbox, so that its address is verified too. */
export const resetPassword = statement<UserFactsRow>(
  'accounts_reset_password',
  `update users u set password_hash = $2, password_changed_at = now(), must_change_password = false, email_verified = true, updated_at = now()
   where u.id = $1 and u.email_key = $3 and u.is_active returning ${userFactsColumns('u')}`,
);

/** By condition: the address may have been changed since the mail was sent. */
export const verifyEmail = statement<Touched>(
  'accounts_verify_email',
  'update users set email_verified = true, updated_at = now() where id = $1 and email_key = $2 returning id',
);

/** Answers the address that it replaces. */
export const changeEmail = statement<{ old: string | null }>(
  'accounts_change_email',
  `with before as (select id, email from users where id = $1 for update)
   update users u set email = $2, email_key = $3, email_verified = true, updated_at = now() from before
   where u.id = before.id and u.email_key is distinct from $3 returning before.email as old`,
);

/** The first log-in that asks counts, however many follow: $2 days of grace. */
export const askToEnrol = statement<{ deadline: Date; isOver: boolean }>(
  'accounts_ask_to_enrol',
  `update users set enrolment_asked_at = coalesce(enrolment_asked_at, now()) where id = $1
   returning enrolment_asked_at + make_interval(days => $2) as deadline, enrolment_asked_at + make_interval(days => $2) <= now() as "isOver"`,
);

export const updateTwoFactorEnabled = statement<Touched>(
  'accounts_update_two_factor_enabled',
  'update users set two_factor_enabled = $2, updated_at = now() where id = $1 returning id',
);

export const raiseTrustEpoch = statement<Touched>(
  'accounts_raise_trust_epoch',
  'update users set trust_epoch = trust_epoch + 1, updated_at = now() where id = $1 returning id',
);

export const holdUser = statement<Touched>('accounts_hold_user', 'select id from users where id = $1 for key share');

export const holdUserAlone = statement<Touched>('accounts_hold_user_alone', 'select id from users where id = $1 for no key update');

export const removeUser = statement<Touched>('accounts_remove_user', 'delete from users where id = $1 returning id');
