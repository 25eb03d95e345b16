// The hour's count is looked at, then written: many at once find room for one more.
const { arrive, query, replace } = require('./support/naive.cjs');

replace('key-limit', 'libs/api-keys/src/authentication/use-key.js', 'UseKey', 'count', (original) => {
  return async function (keyPrefix, digests, address) {
    const [row] = await query('select window_count < rate_limit as has_room from api_keys where key_prefix = $1', [keyPrefix]);
    if (!row.has_room) return undefined;
    await arrive('key-limit', 20);
    await query('update api_keys set window_count = least(window_count, rate_limit - 1) where key_prefix = $1', [keyPrefix]);
    return original.call(this, keyPrefix, digests, address);
  };
});
