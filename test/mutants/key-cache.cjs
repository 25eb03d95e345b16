// Each process remembers the keys that it has seen.
const { replace } = require('./support/naive.cjs');

const seen = new Map();

replace('key-cache', 'libs/api-keys/src/authentication/use-key.js', 'UseKey', 'principalOf', (original) => {
  return async function (key, address) {
    if (!seen.has(key)) seen.set(key, await original.call(this, key, address));
    return seen.get(key);
  };
});
