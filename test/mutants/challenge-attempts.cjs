// The attempts of a challenge are read, compared and written back.
const { arrive, load, query, replace } = require('./support/naive.cjs');
const { COLUMNS, IS_OPEN, factsOf } = require('./support/challenges.cjs');

replace('challenge-attempts', 'libs/factors/src/challenges/challenge.repository.js', 'ChallengeRepository', 'reserveAttempt', () => {
  return async function (digest, limit) {
    const [row] = await query(`select ${COLUMNS}, c.attempts from challenges c where c.digest = $1 and ${IS_OPEN}`, [digest]);
    if (!row) return null;
    const { attempts, ...challenge } = row;
    await arrive('challenge-attempts', 20);
    await query('update challenges set attempts = $2 where id = $1', [challenge.challengeId, attempts + 1]);
    const { BudgetRepository } = load('libs/factors/src/budget/budget.repository.js');
    const budget = await new BudgetRepository(this.database).reserveCheck(challenge.userId, limit);
    return { ...challenge, user: await factsOf(challenge.userId), budget };
  };
});
