import { acrFor } from './assurance';

/** How strong a session is, and since when. */
export interface SessionFacts {
  readonly id: string;
  /** When it was last proved: at login, or at the last step-up. */
  readonly authTime: Date;
  readonly aal: 1 | 2;
  readonly amr: readonly string[];
  readonly acr: string;
}

/** The select list that `sessionFactsFrom` reads; the statement calls the table `s`. */
export const SESSION_FACTS = 's.id as s_id, s.auth_time as s_auth_time, s.aal as s_aal, s.is_restricted as s_is_restricted, s.amr as s_amr';

/**
 * A session that stands; the statement calls the table `s`. `idle_expires_at` never passes `expires_at`, so it says both.
 */
export const IS_LIVE = 's.revoked_at is null and s.idle_expires_at > now()';

export interface SessionFactsRow {
  readonly s_id: string;
  readonly s_auth_time: Date;
  readonly s_aal: 1 | 2;
  readonly s_is_restricted: boolean;
  readonly s_amr: string[];
}

export function sessionFactsFrom({ s_id, s_auth_time, s_aal, s_is_restricted, s_amr }: SessionFactsRow): SessionFacts {
  return { id: s_id, authTime: s_auth_time, aal: s_aal, amr: s_amr, acr: acrFor(s_aal, s_is_restricted) };
}
