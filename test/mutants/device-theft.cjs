// The device of a used-up token is looked up when the log-in begins, and removed at its end: everybody who found it says so.
const { arrive, query, replace } = require('./support/naive.cjs');

const found = new Map();

replace('device-theft', 'libs/devices/src/trusted-device.policy.js', 'TrustedDevicePolicy', 'recognise', (original) => {
  return async function (...args) {
    const shown = await original.apply(this, args);
    if (!shown) return shown;
    const [device] = await query('select device_id as id from trusted_device_tokens where digest = $1', [shown.digest]);
    found.set(shown.digest.toString('hex'), device.id);
    await arrive('device-theft', 2);
    return shown;
  };
});

replace('device-theft', 'libs/devices/src/trusted-device.repository.js', 'TrustedDeviceRepository', 'removeByUsedUp', () => {
  return async function (tx, { digest }) {
    const id = found.get(digest.toString('hex'));
    await tx.query('delete from trusted_devices where id = $1', [id]);
    return id;
  };
});
