// Whether the delivery has come to its end is looked at, then it begins anew whatever it is by then.
const { arrive, query, replace } = require('./support/naive.cjs');

replace('webhook-replay', 'libs/webhooks/src/deliveries.js', 'Deliveries', 'replay', (original) => {
  return async function (userId, webhookId, deliveryId) {
    const [{ state }] = await query('select state from webhook_deliveries where id = $1', [deliveryId]);
    if (state === 'pending') return original.call(this, userId, webhookId, deliveryId);
    await arrive('webhook-replay', 4);
    await query(`update webhook_deliveries set state = 'failed' where id = $1`, [deliveryId]);
    return original.call(this, userId, webhookId, deliveryId);
  };
});
