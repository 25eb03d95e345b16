import { hasToEnrol, userFactsColumns, type UserFactsRow } from '@countersign/accounts';
import { statement } from '@countersign/database';
import { IS_LIVE, SESSION_FACTS, type SessionFactsRow } from '../session-facts';

export const REFRESH_WINDOW_SECONDS = 900;
/** Two tabs, or an answer that was lost: within this span the spent token brings its successor once more. */
const GRACE_SECONDS = 10;

const WINDOW_IS_OVER = `s.refresh_window <= now() - interval '${REFRESH_WINDOW_SECONDS} seconds'`;

export type RefreshedRow = SessionFactsRow & UserFactsRow;

/**
 * One statement spends the token by condition, counts the refresh and inserts the successor; of many at once one gets a
 * row. The session is updated under its own condition, so that a revoke which came first leaves no successor.
 * $1 digest, $2 successor's digest, $3 idle seconds, $4 most refreshes in a window, $5 and $6 of whom a second factor is demanded, and
 * after how many days: without it the session goes on no longer.
 */
export const spendToken = statement<RefreshedRow>(
  'sessions_spend_token',
  `with spent as (
     update refresh_tokens t set spent_at = now()
     from sessions s join user_facts u on u.id = s.user_id
     where t.digest = $1 and t.spent_at is null and t.expires_at > now()
       and s.id = t.session_id and ${IS_LIVE} and u.is_active and not ${hasToEnrol('u', '$5', '$6')}
       and (s.refresh_count < $4 or ${WINDOW_IS_OVER})
     returning t.session_id
   ), refreshed as (
     update sessions s
     set last_used_at = now(), idle_expires_at = least(s.expires_at, now() + make_interval(secs => $3)),
         refresh_count = case when ${WINDOW_IS_OVER} then 1 else s.refresh_count + 1 end,
         refresh_window = case when ${WINDOW_IS_OVER} then now() else s.refresh_window end
     from spent where s.id = spent.session_id and ${IS_LIVE}
     returning s.*
   ), successor as (
     insert into refresh_tokens (digest, session_id, expires_at) select $2, s.id, s.idle_expires_at from refreshed s
   )
   select ${SESSION_FACTS}, ${userFactsColumns('u')} from refreshed s join user_facts u on u.id = s.user_id`,
);

export type LookedUpRow = RefreshedRow & {
  readonly token: 'unspent' | 'just_spent' | 'spent' | 'expired';
  readonly is_live: boolean;
  readonly seconds_to_wait: number;
};

/** Why nothing was spent, and what a repeat within the grace gets: $1 digest, $2 most refreshes, $3 and $4 as $5 and $6 above. */
export const lookUpToken = statement<LookedUpRow>(
  'sessions_look_up_token',
  `select case
       when t.spent_at > now() - interval '${GRACE_SECONDS} seconds' then 'just_spent'
       when t.spent_at is not null then 'spent'
       when t.expires_at <= now() then 'expired' else 'unspent' end as token,
     ${IS_LIVE} and u.is_active and not ${hasToEnrol('u', '$3', '$4')} as is_live,
     case when s.refresh_count < $2 then 0 else ceil(${REFRESH_WINDOW_SECONDS} - extract(epoch from now() - s.refresh_window)) end::int
       as seconds_to_wait,
     ${SESSION_FACTS}, ${userFactsColumns('u')}
   from refresh_tokens t join sessions s on s.id = t.session_id join user_facts u on u.id = s.user_id
   where t.digest = $1`,
);
