import { userFactsColumns, type UserFactsRow } from '@countersign/accounts';
import { statement } from '@countersign/database';
import { forgiveInBudget, reserveInBudget, settleInBudget } from '../budget/budget.sql';
import { usedMethod } from '../methods/method.sql';

export type ChallengePurpose = 'login' | 'step_up' | 'verification';

export interface ChallengeRow {
  challengeId: string;
  userId: string;
  purpose: ChallengePurpose;
  sessionId: string | null;
  amr: string[];
  challengeRemaining: number;
  sentMethodId: string | null;
  hasAskedSeveral: boolean;
}

export interface ReservedRow extends ChallengeRow, UserFactsRow {
  at: string | null;
  budgetRemaining: number | null;
  lockedSeconds: number | null;
}

// What ends trust in devices (password change or reset, removal of a method, revoke-sessions) ends open challenges too:
// the password that opened them may be the very thing that was changed.
export const open = statement<{ expiresIn: number }>(
  'factors_challenge_open',
  `insert into challenges (id, digest, user_id, purpose, session_id, amr, trust_epoch, asked_for, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, now() + interval '5 minutes')
   returning ceil(extract(epoch from expires_at - now()))::int as "expiresIn"`,
);

/** A challenge `c` that takes answers; `u` is its user. */
const IS_LIVE = `c.consumed_at is null and c.canceled_at is null and c.expires_at > now() and c.attempts < c.max_attempts
  and u.id = c.user_id and u.is_active and u.trust_epoch = c.trust_epoch`;

/** A live challenge of a session (user $1, session $2), the newest; $3 names one, or is null. */
const OF_SESSION = `(
  select c.id from challenges c, user_facts u where c.user_id = $1 and c.session_id = $2 and c.purpose = 'step_up'
    and ($3::uuid is null or c.id = $3) and ${IS_LIVE}
  order by c.created_at desc, c.id desc limit 1)`;

/**
 * A live challenge that an application asked of user $1: the one that $2 names. Null: the newest that was asked for no purpose,
 * so that a code for one thing never approves another.
 */
const OF_APPLICATION = `(
  select c.id from challenges c, user_facts u where c.user_id = $1 and c.purpose = 'verification'
    and (c.id = $2 or ($2::uuid is null and c.asked_for is null)) and ${IS_LIVE}
  order by c.created_at desc, c.id desc limit 1)`;

/**
 * Counts an attempt in the budget of `limit` of its user, and on the challenge that `which` picks: on both or on none. The
 * challenge is locked first, so that of many at once only those that it still takes reach the budget, and the budget says
 * whether the challenge is touched.
 */
const reserveWhere = (which: string, limit: string) =>
  `with live as (
     select c.id, c.user_id, c.purpose, c.session_id, c.amr, c.max_attempts - c.attempts - 1 as remaining, c.sent_method_id, c.has_asked_several
     from challenges c, user_facts u where ${which} and ${IS_LIVE} for no key update of c
   ), budget as (${reserveInBudget('live', limit)}
   ), spent as (
     update challenges c set attempts = c.attempts + 1 from live l, budget b where c.id = l.id and b.user_id = l.user_id
   )
   select l.id as "challengeId", l.user_id as "userId", l.purpose, l.session_id as "sessionId", l.amr,
     l.remaining as "challengeRemaining", l.sent_method_id as "sentMethodId", l.has_asked_several as "hasAskedSeveral",
     b.entry as at, b.remaining as "budgetRemaining", b.locked_seconds as "lockedSeconds", ${userFactsColumns('u')}
   from live l join user_facts u on u.id = l.user_id left join budget b on b.user_id = l.user_id`;

export const reserve = statement<ReservedRow>('factors_challenge_reserve', reserveWhere('c.digest = $1', '$2'));

export const reserveOfSession = statement<ReservedRow>(
  'factors_challenge_reserve_of_session',
  reserveWhere(`c.id = ${OF_SESSION}`, '$4'),
);

export const reserveOfApplication = statement<ReservedRow>(
  'factors_challenge_reserve_of_application',
  reserveWhere(`c.id = ${OF_APPLICATION}`, '$3'),
);

export type VerificationState = 'pending' | 'approved' | 'expired' | 'exhausted' | 'canceled';

/** What became of a question that an application asked. */
export interface VerificationRow {
  readonly id: string;
  readonly userId: string;
  readonly status: VerificationState;
  readonly purpose: string | null;
  readonly attemptsRemaining: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Challenge $1 of an application, where it is of user $2 (null: of anybody). */
const NAMED = `c.id = $1 and c.purpose = 'verification' and ($2::uuid is null or c.user_id = $2)`;

/** What ended its user's trust ended the question too. */
export const findOfApplication = statement<VerificationRow>(
  'factors_challenge_find_of_application',
  `select c.id, c.user_id as "userId", c.asked_for as purpose, c.max_attempts - c.attempts as "attemptsRemaining",
     c.created_at as "createdAt", c.expires_at as "expiresAt",
     case when c.consumed_at is not null then 'approved' when c.canceled_at is not null or u.trust_epoch <> c.trust_epoch then 'canceled'
       when c.attempts >= c.max_attempts then 'exhausted' when c.expires_at <= now() then 'expired' else 'pending' end as status
   from challenges c join user_facts u on u.id = c.user_id where ${NAMED}`,
);

export const cancelOfApplication = statement<{ id: string }>(
  'factors_challenge_cancel',
  `update challenges c set canceled_at = now() from user_facts u where ${NAMED} and ${IS_LIVE} returning c.id`,
);

export interface LiveRow {
  id: string;
  userId: string;
  purpose: ChallengePurpose;
  sentMethodId: string | null;
  expiresIn: number;
}

const liveWhere = (which: string) =>
  `select c.id, c.user_id as "userId", c.purpose, c.sent_method_id as "sentMethodId",
     greatest(1, floor(extract(epoch from c.expires_at - now())))::int as "expiresIn"
   from challenges c, user_facts u where ${which} and ${IS_LIVE}`;

export const find = statement<LiveRow>('factors_challenge_find', liveWhere('c.digest = $1'));

export const findOfSession = statement<LiveRow>('factors_challenge_find_of_session', liveWhere(`c.id = ${OF_SESSION}`));

// Two step-ups of one session at once: the second waits here, and then finds the challenge of the first.
export const lockSession = statement(
  'factors_challenge_lock_session',
  `select pg_advisory_xact_lock(hashtextextended('step_up:' || $1, 0))`,
);

/** $1 challenge, $2 the budget's entry, $3 the method whose code was right. */
export const consume = statement<{ id: string }>(
  'factors_challenge_consume',
  `with spent as (
     update challenges set consumed_at = now() where id = $1 and consumed_at is null and canceled_at is null returning id, user_id
   ), settled as (${settleInBudget('(select user_id from spent)', '$2')}
   ), used as (${usedMethod('$3', 'exists (select from spent)')})
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

/** Nothing for one that was answered or canceled meanwhile: its code is for nothing. */
export const markSent = statement<{ id: string }>(
  'factors_challenge_mark_sent',
  `update challenges set has_asked_several = has_asked_several or coalesce(sent_method_id <> $2, false), sent_method_id = $2
   where id = $1 and consumed_at is null and canceled_at is null returning id`,
);
