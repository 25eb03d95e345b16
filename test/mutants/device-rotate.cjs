// What was seen when the log-in began is believed at its end: the token is spent without a condition, its successor is a random one.
const { arrive, query, replace } = require('./support/naive.cjs');

const PLACE = ['device-rotate', 'libs/devices/src/trusted-device.policy.js', 'TrustedDevicePolicy'];

replace(...PLACE, 'recognise', (original) => {
  return async function (...args) {
    const found = await original.apply(this, args);
    if (found) await arrive('device-rotate', 2);
    return found;
  };
});

replace(...PLACE, 'excuse', () => {
  return async function (found) {
    const successor = this.tokens.issue();
    await query('update trusted_device_tokens set spent_at = now() where digest = $1', [found.digest]);
    await query('insert into trusted_device_tokens (digest, device_id) values ($1, $2)', [successor.digest, found.bucketKey]);
    return { data: { deviceToken: successor.token } };
  };
});
