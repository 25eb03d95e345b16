import type { Suite } from '../../support/suite';
import { accountBucket } from './login-bucket';

/** What one log-in of a newly enrolled person left in the database. No worker may have run: it takes the messages away. */
export interface Trace {
  /** In the account's bucket. */
  readonly loginTries: number;
  readonly challenges: number;
  readonly consumedChallenges: number;
  readonly challengeAttempts: number;
  readonly budgetAttempts: number;
  /** Sessions, and what comes with one, beside those of the registration. */
  readonly loginSessions: number;
  readonly refreshTokens: number;
  readonly loginEvents: number;
  readonly verifiedEvents: number;
  readonly eventsWithoutMessage: number;
  /** Whether a step was spent since the enrolment, whose own step the test moved two back. */
  readonly isStepSpent: boolean;
}

const TRACE = `
  select
    (select coalesce(sum(cardinality(tries)), 0) from login_buckets where key = $2)::int as "loginTries",
    (select count(*) from challenges where user_id = $1)::int as "challenges",
    (select count(*) from challenges where user_id = $1 and consumed_at is not null)::int as "consumedChallenges",
    (select coalesce(sum(attempts), 0) from challenges where user_id = $1)::int as "challengeAttempts",
    (select coalesce(sum(cardinality(attempts)), 0) from factor_budgets where user_id = $1)::int as "budgetAttempts",
    (select count(*) - 1 from sessions where user_id = $1)::int as "loginSessions",
    (select count(*) - 1 from refresh_tokens r join sessions s on s.id = r.session_id where s.user_id = $1)::int as "refreshTokens",
    (select count(*) - 1 from audit_log where user_id = $1 and type = 'user.login')::int as "loginEvents",
    (select count(*) from audit_log where user_id = $1 and type = '2fa.verified')::int as "verifiedEvents",
    (select count(*) from audit_log a where user_id = $1 and not exists (select from outbox o where o.subject = a.id))::int
      as "eventsWithoutMessage",
    (select t.last_used_step >= extract(epoch from m.verified_at)::bigint / 30 - 1
     from totp_secrets t join two_factor_methods m on m.id = t.method_id where t.user_id = $1) as "isStepSpent"`;

export async function traceOf({ query, environment }: Suite, userId: string): Promise<Trace> {
  const [trace] = await query<Trace>(TRACE, [userId, accountBucket(environment, userId)]);
  return trace!;
}

/** All of a transaction is there or nothing of it, and what was reserved before stays counted. */
export function traceAfter(statements: readonly string[]): Trace {
  const commits = statements.filter((name) => name === 'COMMIT').length;
  const [asked, signedIn] = [commits > 0 ? 1 : 0, commits > 1 ? 1 : 0];
  const hasTried = statements.includes('accounts_login_reserve');
  const hasAnswered = statements.includes('factors_challenge_reserve');
  return {
    loginTries: hasTried && !asked ? 1 : 0,
    challenges: asked,
    consumedChallenges: signedIn,
    challengeAttempts: hasAnswered ? 1 : 0,
    budgetAttempts: hasAnswered && !signedIn ? 1 : 0,
    loginSessions: signedIn,
    refreshTokens: signedIn,
    loginEvents: signedIn,
    verifiedEvents: signedIn,
    eventsWithoutMessage: 0,
    isStepSpent: signedIn === 1,
  };
}
