const { load, query } = require('./naive.cjs');

const COLUMNS = `c.id as "challengeId", c.user_id as "userId", c.purpose, c.session_id as "sessionId", c.amr,
  c.max_attempts - c.attempts as "challengeRemaining", c.sent_method_id as "sentMethodId", c.has_asked_several as "hasAskedSeveral"`;
const IS_OPEN = 'c.consumed_at is null and c.expires_at > now() and c.attempts < c.max_attempts';

async function factsOf(userId) {
  const { userFactsColumns, userFactsFrom } = load('libs/accounts');
  const [row] = await query(`select ${userFactsColumns('u')} from user_facts u where u.id = $1`, [userId]);
  return userFactsFrom(row);
}

module.exports = { COLUMNS, IS_OPEN, factsOf };
