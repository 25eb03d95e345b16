// That the code is unspent is looked at, then it is spent without a condition.
const { arrive, replace } = require('./support/naive.cjs');

replace('code-spent', 'libs/otp/src/codes/code.repository.js', 'CodeRepository', 'consumeOnce', () => {
  return async function (tx, { methodId, contextId }) {
    const where = 'method_id = $1 and context_id = $2';
    const [row] = await tx.query(`select spent_at from codes where ${where}`, [methodId, contextId]);
    if (!row || row.spent_at !== null) return false;
    await arrive('code-spent', 2);
    await tx.query(`update codes set spent_at = now() where ${where}`, [methodId, contextId]);
    return true;
  };
});
