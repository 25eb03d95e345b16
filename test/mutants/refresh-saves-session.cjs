// A refresh reads its session, and later writes the whole row back as it was: a revoke in between is lost.
const { count, query, replace, waitFor } = require('./support/naive.cjs');

const NAME = 'refresh-saves-session';
/** More than there are refreshes: says that the revoke is through. */
const REVOKED = 1000;

replace(NAME, 'libs/sessions/src/tokens/refresh-session.js', 'RefreshSession', 'spend', (original) => {
  return async function (rotation) {
    const [session] = await query(
      'select s.id, s.revoked_at from sessions s join refresh_tokens t on t.session_id = s.id where t.digest = $1',
      [rotation.digest],
    );
    const refreshed = await original.call(this, rotation);
    if (!refreshed || !session) return refreshed;
    await count(NAME, 1);
    await waitFor(NAME, REVOKED);
    await query('update sessions set revoked_at = $2, last_used_at = now() where id = $1', [session.id, session.revoked_at]);
    return refreshed;
  };
});

replace(NAME, 'libs/sessions/src/revoke-sessions.js', 'RevokeSessions', 'revokeAll', (original) => {
  return async function (...args) {
    await waitFor(NAME, 1);
    const revoked = await original.apply(this, args);
    await count(NAME, REVOKED);
    return revoked;
  };
});
