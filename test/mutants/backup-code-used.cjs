// That the code is unused is looked at, then written: two requests with one code both find it unused.
const { arrive, replace } = require('./support/naive.cjs');

const NAME = 'backup-code-used';

replace(NAME, 'libs/backup-codes/src/codes/code-set.repository.js', 'CodeSetRepository', 'useOnce', () => {
  return async function (tx, userId, hash) {
    const [code] = await tx.query('select used_at from backup_codes where user_id = $1 and hash = $2', [userId, hash]);
    if (!code || code.used_at !== null) return null;
    await arrive(NAME, 2);
    await tx.query('update backup_codes set used_at = now() where user_id = $1 and hash = $2', [userId, hash]);
    const [set] = await tx.query('select remaining from backup_code_sets where user_id = $1', [userId]);
    return set.remaining;
  };
});
