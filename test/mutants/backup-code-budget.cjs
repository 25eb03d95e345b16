// The wrong backup codes of the user are counted, compared and written back.
const { arrive, query, replace } = require('./support/naive.cjs');

const NAME = 'backup-code-budget';
const FIND = `select salt, cardinality(attempts) as tried, array(select hash from backup_codes c where c.user_id = s.user_id) as unused
  from backup_code_sets s where user_id = $1`;

replace(NAME, 'libs/backup-codes/src/codes/code-set.repository.js', 'CodeSetRepository', 'reserveCheck', () => {
  return async function (userId, limit) {
    const [{ salt, tried, unused }] = await query(FIND, [userId]);
    if (tried >= limit) return null;
    await arrive(NAME, 10);
    await query('update backup_code_sets set attempts = attempts || clock_timestamp() where user_id = $1', [userId]);
    return { salt, unused, used: [], attemptsRemaining: limit - tried - 1 };
  };
});
