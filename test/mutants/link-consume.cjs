// Whether the link is used is looked at first; then it is used, whatever stands there by then.
const { arrive, query, replace } = require('./support/naive.cjs');

const NAME = 'link-consume';

replace(NAME, 'libs/accounts/src/links/links.js', 'Links', 'consumeOnce', () => {
  return async function (tx, kind, token) {
    const { database } = this;
    // On the caller's connection: with each a second one, as many as the pool has would wait for each other.
    const inside = Object.create(this, { database: { value: { run: (statement, values) => database.run(statement, values, tx) } } });
    const link = await inside.find(kind, token);
    if (!link) return null;
    await arrive(NAME, 2);
    await query('update links set used_at = now() where id = $1', [link.id]);
    return link;
  };
});
