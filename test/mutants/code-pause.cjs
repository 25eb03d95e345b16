// Whether the pause since the last code is over is looked at, then a new one is written.
const { arrive, replace } = require('./support/naive.cjs');

replace('code-pause', 'libs/otp/src/codes/code.repository.js', 'CodeRepository', 'writeOnce', (original) => {
  return async function (tx, key, digest, seconds) {
    const where = 'method_id = $1 and context_id = $2';
    const [row] = await tx.query(`select sent_at + interval '30 seconds' <= now() as over from codes where ${where}`, [key.methodId, key.contextId]);
    if (!row) return original.call(this, tx, key, digest, seconds);
    if (!row.over) return null;
    await arrive('code-pause', 2);
    const update = `update codes set digest = $3, sent_at = now(), sends = sends + 1, expires_at = now() + make_interval(secs => $4) where ${where}`;
    const [[written]] = await tx.query(`${update} returning expires_at`, [key.methodId, key.contextId, digest, seconds]);
    return { expiresAt: written.expires_at, expiresIn: seconds, retryAfter: 60, older: [] };
  };
});
