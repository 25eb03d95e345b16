// A refresh reads its session, and later writes the whole row back as it was: a revoke in between is lost.
const { arrive, query, replace, waitFor } = require('./support/naive.cjs');

replace('refresh-saves-session', 'libs/sessions/src/tokens/refresh-session.js', 'RefreshSession', 'spend', (original) => {
  return async function (rotation) {
    const [session] = await query(
      'select s.id, s.revoked_at from sessions s join refresh_tokens t on t.session_id = s.id where t.digest = $1',
      [rotation.digest],
    );
    const refreshed = await original.call(this, rotation);
    if (!refreshed || !session) return refreshed;
    await waitFor('refresh-saves-session', 1);
    await query('update sessions set revoked_at = $2, last_used_at = now() where id = $1', [session.id, session.revoked_at]);
    return refreshed;
  };
});

replace('refresh-saves-session', 'libs/sessions/src/revoke-sessions.js', 'RevokeSessions', 'revokeAll', (original) => {
  return async function (...args) {
    const revoked = await original.apply(this, args);
    await arrive('refresh-saves-session', 1);
    return revoked;
  };
});
