import { statement } from '@countersign/database';
import type { MaskedDestination } from '../contract/factor';
import type { TwoFactorMethod } from './two-factor-method.entity';

// Which method is the first, the last or the default is decided over several rows: one change at a time per user.

export const lockUser = statement('factors_method_lock_user', `select pg_advisory_xact_lock(hashtextextended('two_factor_methods:' || $1, 0))`);

export type ActiveMethodRow = Omit<TwoFactorMethod, 'status' | 'setupSessionId' | 'expiresAt' | 'failuresInARow'>;

export const activeOf = statement<ActiveMethodRow>(
  'factors_methods_active',
  `select id, user_id as "userId", type, label, is_default as "isDefault", destination, created_at as "createdAt",
     verified_at as "verifiedAt", last_used_at as "lastUsedAt", disabled_at as "disabledAt"
   from two_factor_methods where user_id = $1 and status = 'active'
   order by is_default desc, verified_at, id`,
);

export const insertPending = statement<{ expiresIn: number }>(
  'factors_method_insert',
  `insert into two_factor_methods (id, user_id, type, label, setup_session_id, expires_at)
   values ($1, $2, $3, $4, $5, now() + interval '10 minutes')
   returning ceil(extract(epoch from expires_at - now()))::int as "expiresIn"`,
);

export const setDestination = statement('factors_method_destination', 'update two_factor_methods set destination = $2 where id = $1');

export const activate = statement<{ isFirst: boolean }>(
  'factors_method_activate',
  `update two_factor_methods m set status = 'active', expires_at = null, verified_at = now(), last_used_at = now(),
     setup_session_id = null, is_default = not exists (select from two_factor_methods d where d.user_id = m.user_id and d.is_default)
   where m.id = $1 and m.status = 'pending' and m.expires_at > now()
   returning not exists (select from two_factor_methods o where o.user_id = m.user_id and o.status = 'active' and o.id <> m.id) as "isFirst"`,
);

export const findPending = statement<{ id: string; label: string | null; destination: MaskedDestination | null }>(
  'factors_method_find_pending',
  `select id, label, destination from two_factor_methods where user_id = $1 and type = $2 and status = 'pending' and expires_at > now()
     and setup_session_id is not distinct from $3 and ($4::uuid is null or id = $4)`,
);

export const countFailure = statement<{ isDisabledNow: boolean }>(
  'factors_method_count_failure',
  `update two_factor_methods set failures_in_a_row = failures_in_a_row + 1,
     disabled_at = case when failures_in_a_row + 1 >= $2 then coalesce(disabled_at, now()) else disabled_at end
   where id = $1 and status = 'active' returning failures_in_a_row = $2 as "isDisabledNow"`,
);

export const rename = statement('factors_method_rename', `update two_factor_methods set label = $2 where id = $1 and status = 'active'`);

export const clearDefault = statement(
  'factors_method_clear_default',
  'update two_factor_methods set is_default = false where user_id = $1 and is_default and id <> $2',
);

export const makeDefault = statement(
  'factors_method_make_default',
  `update two_factor_methods set is_default = true where id = $1 and status = 'active'`,
);

export const makeOldestDefault = statement(
  'factors_method_make_oldest_default',
  `update two_factor_methods set is_default = true where id = (
     select id from two_factor_methods where user_id = $1 and status = 'active'
     order by disabled_at is not null, verified_at, id limit 1)
   and not exists (select from two_factor_methods where user_id = $1 and is_default)`,
);

export const remove = statement('factors_method_remove', 'delete from two_factor_methods where id = $1');
