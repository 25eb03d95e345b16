import { userFactsColumns, type UserFactsRow } from '@countersign/accounts';
import { statement } from '@countersign/database';
import { forgiveInBudget, reserveInBudget, settleInBudget } from '../budget/budget.sql';

export type ChallengePurpose = 'login' | 'step_up';

export interface ChallengeRow {
  challengeId: string;
  userId: string;
  purpose: ChallengePurpose;
  sessionId: string | null;
  amr: string[];
  challengeRemaining: number;
  sentMethodId: string | null;
}

interface ReservedRow extends ChallengeRow, UserFactsRow {
  at: string | null;
  budgetRemaining: number | null;
  lockedSeconds: number | null;
}

// What ends trust in devices (password change or reset, removal of a method, revoke-sessions) ends open challenges too:
// the password that opened them may be the very thing that was changed.
export const open = statement<{ expiresIn: number }>(
  'factors_challenge_open',
  `insert into challenges (id, digest, user_id, purpose, session_id, amr, trust_epoch, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7, now() + interval '5 minutes')
   returning ceil(extract(epoch from expires_at - now()))::int as "expiresIn"`,
);

export const reserve = statement<ReservedRow>(
  'factors_challenge_reserve',
  `with spent as (
     update challenges c set attempts = c.attempts + 1 from user_facts u
     where c.digest = $1 and c.consumed_at is null and c.expires_at > now() and c.attempts < c.max_attempts
       and u.id = c.user_id and u.is_active and u.trust_epoch = c.trust_epoch
     returning c.id, c.user_id, c.purpose, c.session_id, c.amr, c.max_attempts - c.attempts as remaining, c.sent_method_id
   ), budget as (${reserveInBudget('spent', '$2')})
   select s.id as "challengeId", s.user_id as "userId", s.purpose, s.session_id as "sessionId", s.amr,
     s.remaining as "challengeRemaining", s.sent_method_id as "sentMethodId",
     b.entry as at, b.remaining as "budgetRemaining", b.locked_seconds as "lockedSeconds", ${userFactsColumns('u')}
   from spent s join user_facts u on u.id = s.user_id left join budget b on b.user_id = s.user_id`,
);

export const consume = statement<{ id: string }>(
  'factors_challenge_consume',
  `with spent as (
     update challenges set consumed_at = now() where id = $1 and consumed_at is null returning id, user_id
   ), settled as (${settleInBudget('(select user_id from spent)', '$2')})
   select id from spent`,
);

// The budget waits for the challenge, as in `reserve` and `consume`: taken the other way round, two requests could each hold
// what the other waits for.
export const forgive = statement(
  'factors_challenge_forgive',
  `with challenge as (
     update challenges set attempts = attempts - 1 where id = $1 and consumed_at is null and attempts > 0 returning 1
   ) ${forgiveInBudget('$2', '$3', '$4')} and (select count(*) from challenge) >= 0`,
);

export const markSent = statement('factors_challenge_mark_sent', 'update challenges set sent_method_id = $2 where id = $1');
