// The wrong-code budget of the user is read, compared and written back.
const { arrive, query, replace } = require('./support/naive.cjs');
const { COLUMNS, IS_OPEN, factsOf } = require('./support/challenges.cjs');

const NAME = 'factor-budget';
const COUNT_ON_CHALLENGE = `update challenges c set attempts = c.attempts + 1 where c.digest = $1 and ${IS_OPEN} returning ${COLUMNS}`;
const APPEND = `insert into factor_budgets as b (user_id, attempts) values ($1, array[clock_timestamp()])
  on conflict (user_id) do update set attempts = b.attempts || clock_timestamp()
  returning attempts[cardinality(attempts)]::text as at`;

async function reserve(userId, limit) {
  const [{ used } = { used: 0 }] = await query('select cardinality(attempts) as used from factor_budgets where user_id = $1', [userId]);
  if (used >= limit) return null;
  await arrive(NAME, 20);
  const [{ at }] = await query(APPEND, [userId]);
  return { userId, at, remaining: limit - used - 1, lockedSeconds: null };
}

replace(NAME, 'libs/factors/src/budget/budget.repository.js', 'BudgetRepository', 'reserveCheck', () => reserve);

replace(NAME, 'libs/factors/src/challenges/challenge.repository.js', 'ChallengeRepository', 'reserveAttempt', () => {
  return async function (digest, limit) {
    const [challenge] = await query(COUNT_ON_CHALLENGE, [digest]);
    if (!challenge) return null;
    return { ...challenge, user: await factsOf(challenge.userId), budget: await reserve(challenge.userId, limit) };
  };
});
