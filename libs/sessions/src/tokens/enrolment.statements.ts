import { statement } from '@countersign/database';
import { AUTHENTICATED, type AuthenticatedRow } from '../authenticated';
import { IS_LIVE, SESSION_FACTS, type SessionFactsRow } from '../session-facts';

/** Whose an enrolment token is: $1 digest. */
export const authenticateEnrolment = statement<AuthenticatedRow>(
  'sessions_authenticate_enrolment',
  `select ${AUTHENTICATED}
   from refresh_tokens t join sessions s on s.id = t.session_id join user_facts u on u.id = s.user_id
   where t.digest = $1 and s.is_enrolment and ${IS_LIVE} and u.is_active`,
);

/**
 * The second factor is enrolled: the session is a whole one from now on, and its first refresh token takes the enrolment
 * token's place. $1 session, $2 digest, $3 idle seconds.
 */
export const endEnrolment = statement<SessionFactsRow>(
  'sessions_end_enrolment',
  `with s as (
     update sessions s set is_enrolment = false, idle_expires_at = least(s.expires_at, now() + make_interval(secs => $3))
     where s.id = $1 and s.is_enrolment and ${IS_LIVE} returning *
   ), gone as (
     delete from refresh_tokens where session_id in (select id from s)
   ), token as (
     insert into refresh_tokens (digest, session_id, expires_at) select $2, s.id, s.idle_expires_at from s
   )
   select ${SESSION_FACTS} from s`,
);
