// Which sessions are too many is read first, then the new one is written and they are ended: log-ins at once end the same ones.
const { arrive, query, replace } = require('./support/naive.cjs');

const STANDING = `select id from sessions where user_id = $1 and revoked_at is null and idle_expires_at > now() order by last_used_at desc, id desc`;

replace('session-places', 'libs/sessions/src/session.repository.js', 'SessionRepository', 'insertInEpoch', (original) => {
  return async function (tx, session) {
    const most = session.mostSessions;
    const standing = await query(STANDING, [session.userId]);
    if (standing.length >= most) await arrive('session-places', 2);
    const opened = await original.call(this, tx, { ...session, mostSessions: 1000 });
    const tooMany = standing.slice(most - 1).map(({ id }) => id);
    await tx.query('update sessions set revoked_at = now() where id = any ($1) and revoked_at is null', [tooMany]);
    return opened;
  };
});
