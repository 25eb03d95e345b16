// How many codes went to the destination is counted, then one more is written down.
const { arrive, query, replace } = require('./support/naive.cjs');

replace('send-count', 'libs/otp/src/budget/send-budget.repository.js', 'SendBudgetRepository', 'take', () => {
  return async function (tx, [{ key, max }]) {
    const [row] = await tx.query('select cardinality(sent_at) as used from send_counts where key = $1', [key]);
    if (row && row.used >= max) return { limit: 'destination', retryAfter: 60 };
    await arrive('send-count', 4);
    // At once for all: in the caller's transaction each would wait for the one before to commit, on a busy machine longer than it may.
    await query(
      `insert into send_counts as b values ($1, array[now()], now() + interval '1 hour') on conflict (key) do update set sent_at = b.sent_at || now()`,
      [key],
    );
    return null;
  };
});
