import { hasToEnrol, userFactsColumns, type UserFactsRow } from '@countersign/accounts';
import { statement } from '@countersign/database';
import { IS_LIVE, SESSION_FACTS, type SessionFactsRow } from '../session-facts';

export type KnownSessionRow = SessionFactsRow & UserFactsRow;

/** Of an access token: a look that counts as no use. */
export const bySession = statement<KnownSessionRow>(
  'sessions_known_by_session',
  `select ${SESSION_FACTS}, ${userFactsColumns('u')} from sessions s join user_facts u on u.id = s.user_id
   where s.id = $1 and s.user_id = $2 and ${IS_LIVE} and u.is_active`,
);

/** $1 digest, $2 and $3 whose session goes on no longer without a second factor. */
export const byRefreshToken = statement<KnownSessionRow & { readonly issued_at: number; readonly expires_at: number }>(
  'sessions_known_by_refresh_token',
  `select ${SESSION_FACTS}, ${userFactsColumns('u')}, extract(epoch from t.created_at)::int as issued_at,
     extract(epoch from t.expires_at)::int as expires_at
   from refresh_tokens t join sessions s on s.id = t.session_id join user_facts u on u.id = s.user_id
   where t.digest = $1 and t.spent_at is null and t.expires_at > now() and ${IS_LIVE} and u.is_active
     and not ${hasToEnrol('u', '$2', '$3')}`,
);
