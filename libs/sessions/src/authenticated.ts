import { userFactsColumns, userFactsFrom, type UserFactsRow } from '@countersign/accounts';
import type { Principal } from '@countersign/web';
import { SESSION_FACTS, type SessionFactsRow } from './session-facts';

/** What a statement says of whoever a credential belongs to: of the session `s`, and of its user in the view `user_facts` as `u`. */
export const AUTHENTICATED = `${SESSION_FACTS}, extract(epoch from now() - s.auth_time)::float8 as auth_age_seconds, ${userFactsColumns('u')}`;

export type AuthenticatedRow = SessionFactsRow & UserFactsRow & { readonly auth_age_seconds: number };

/** @param via the credential that named the session */
export function principalOf(row: AuthenticatedRow, via: Principal['via']): Principal {
  const user = userFactsFrom(row);
  return {
    userId: user.id,
    via,
    sessionId: row.s_id,
    authTime: row.s_auth_time,
    authAgeSeconds: row.auth_age_seconds,
    aal: row.s_aal,
    amr: row.s_amr,
    user,
  };
}
