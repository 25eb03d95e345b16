// That the challenge is open is looked at when the attempt begins; at the end it is spent without a condition.
const { arrive, replace } = require('./support/naive.cjs');

const PLACE = ['challenge-spent', 'libs/factors/src/challenges/challenge.repository.js', 'ChallengeRepository'];

for (const method of ['reserveAttempt', 'reserveAttemptOfApplication']) {
  replace(...PLACE, method, (original) => {
    return async function (...args) {
      const reserved = await original.apply(this, args);
      if (reserved) await arrive('challenge-spent', 2);
      return reserved;
    };
  });
}

replace(...PLACE, 'consumeOnce', () => {
  return async function (tx, challengeId) {
    await tx.query('update challenges set consumed_at = now() where id = $1', [challengeId]);
    return true;
  };
});
