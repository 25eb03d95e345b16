// The step is looked at, then written: two requests with one code both find it unused.
const { arrive, replace } = require('./support/naive.cjs');

replace('totp-step', 'libs/totp/src/totp-secret.repository.js', 'TotpSecretRepository', 'useStepOnce', () => {
  return async function (tx, methodId, step) {
    const [row] = await tx.query('select last_used_step from totp_secrets where method_id = $1', [methodId]);
    if (!row || (row.last_used_step !== null && Number(row.last_used_step) >= step)) return false;
    await arrive('totp-step', 2);
    await tx.query('update totp_secrets set last_used_step = $2 where method_id = $1', [methodId, step]);
    return true;
  };
});
