// The failed log-ins of the pair are counted, and the new one is written down afterwards.
const { arrive, query, replace } = require('./support/naive.cjs');

const APPEND = `insert into login_buckets as b (key, tries, expires_at) values ($1, array[clock_timestamp()], now() + interval '15 minutes')
  on conflict (key) do update set tries = b.tries || clock_timestamp() returning now()::text as at`;

replace('login-budget', 'libs/accounts/src/login-budget.js', 'LoginBudget', 'count', () => {
  return async function ([pairKey]) {
    const [{ used } = { used: 0 }] = await query('select cardinality(tries) as used from login_buckets where key = $1', [pairKey]);
    if (used >= this.settings.LOGIN_RATE_LIMIT_MAX) return { at: '', isAccepted: false };
    await arrive('login-budget', 12);
    const [{ at }] = await query(APPEND, [pairKey]);
    return { at, isAccepted: true };
  };
});
