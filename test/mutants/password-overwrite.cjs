// The password that was checked is replaced, whatever stands there by then, by a session that need not stand any more.
const { arrive, replace } = require('./support/naive.cjs');

const NAME = 'password-overwrite';
const CHANGES = 2;

replace(NAME, 'libs/accounts/src/accounts.js', 'Accounts', 'setPassword', () => {
  return async function (tx, userId, _old, fresh) {
    await arrive(NAME, CHANGES);
    await tx.query('update users set password_hash = $2, updated_at = now() where id = $1', [userId, fresh]);
  };
});

replace(NAME, 'libs/sessions/src/sessions.js', 'Sessions', 'prove', () => async function () {});
