// The refresh token is looked at, then spent, and its successor is a random one.
const { arrive, load, query, replace } = require('./support/naive.cjs');

replace('refresh-spend', 'libs/sessions/src/tokens/refresh-session.js', 'RefreshSession', 'spend', () => {
  return async function (rotation) {
    const [token] = await query('select session_id, spent_at from refresh_tokens where digest = $1', [rotation.digest]);
    if (!token || token.spent_at) return undefined;
    await arrive('refresh-spend', 2);
    rotation.successor = this.refreshTokens.issue();
    await query('update refresh_tokens set spent_at = now() where digest = $1', [rotation.digest]);
    await query(`insert into refresh_tokens (digest, session_id, expires_at) values ($1, $2, now() + interval '7 days')`, [
      rotation.successor.digest,
      token.session_id,
    ]);
    const { SESSION_FACTS } = load('libs/sessions/src/session-facts.js');
    const { userFactsColumns } = load('libs/accounts');
    const facts = `select ${SESSION_FACTS}, ${userFactsColumns('u')} from sessions s join user_facts u on u.id = s.user_id where s.id = $1`;
    return (await query(facts, [token.session_id]))[0];
  };
});
