// Whether the link is used is looked at first; then it is used, whatever stands there by then.
const { arrive, query, replace } = require('./support/naive.cjs');

const NAME = 'link-consume';

replace(NAME, 'libs/accounts/src/links/links.js', 'Links', 'consumeOnce', () => {
  return async function (_tx, kind, token) {
    const link = await this.find(kind, token);
    if (!link) return null;
    await arrive(NAME, 2);
    await query('update links set used_at = now() where id = $1', [link.id]);
    return link;
  };
});
