// Whether the name is free is looked at, then the user is inserted; the unique index makes a fault of what should be an answer.
const { arrive, load, replace } = require('./support/naive.cjs');

replace('register-insert', 'libs/accounts/src/accounts.js', 'Accounts', 'create', () => {
  return async function (tx, { email, username, passwordHash }) {
    const taken = await this.isTaken({ email, username }, tx);
    if (taken) throw load('libs/accounts').accountProblems[taken]();
    await arrive('register-insert', 2);
    const id = load('libs/kernel').newId();
    await tx.query('insert into users (id, email, email_key, username, username_key, password_hash) values ($1, $2, $3, $4, $5, $6)', [
      ...[id, email, email.toLowerCase(), username, username.toLowerCase()],
      passwordHash,
    ]);
    return this.facts(id, tx);
  };
});
