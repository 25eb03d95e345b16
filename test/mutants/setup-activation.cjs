// That the method is pending is looked at when the confirmation begins; it is activated without a condition and without a lock.
const { replace } = require('./support/naive.cjs');

const PLACE = ['setup-activation', 'libs/factors/src/methods/method.repository.js', 'MethodRepository'];
const ACTIVATE = `update two_factor_methods set status = 'active', expires_at = null, verified_at = now(), setup_session_id = null
  where id = $1`;

replace(...PLACE, 'lockUser', () => async function () {});

replace(...PLACE, 'activateOnce', () => {
  return async function (tx, id) {
    await tx.query(ACTIVATE, [id]);
    return { isFirst: false };
  };
});
