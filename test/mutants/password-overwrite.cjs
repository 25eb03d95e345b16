// The password that was checked is replaced, whatever stands there by then, by a session that need not stand any more.
const { arrive, replace } = require('./support/naive.cjs');

const NAME = 'password-overwrite';
const CHANGES = 2;

// Checked, and not yet written: a change hashes the new password without a place of its own, a registration with one.
replace(NAME, 'libs/auth/src/choose-password.js', 'ChoosePassword', 'hash', (original) => {
  return async function (password, place) {
    const hash = await original.call(this, password, place);
    if (place === undefined) await arrive(NAME, CHANGES);
    return hash;
  };
});

replace(NAME, 'libs/accounts/src/accounts.js', 'Accounts', 'setPassword', () => {
  return async function (tx, userId, _old, fresh) {
    await tx.query('update users set password_hash = $2, updated_at = now() where id = $1', [userId, fresh]);
  };
});

replace(NAME, 'libs/sessions/src/sessions.js', 'Sessions', 'prove', () => async function () {});
