// How many webhooks the user has is counted, then one more is made: two at once both find the last place free.
const { arrive, query, replace } = require('./support/naive.cjs');

replace('webhook-count', 'libs/webhooks/src/webhooks.js', 'Webhooks', 'create', (original) => {
  return async function (webhook, asked) {
    const [{ count }] = await query('select count(*)::int as count from webhooks where user_id = $1', [asked.principal.userId]);
    if (count >= this.settings.WEBHOOK_MAX_PER_USER) return original.call(this, webhook, asked);
    await arrive('webhook-count', 4);
    const settings = Object.create(this.settings, { WEBHOOK_MAX_PER_USER: { value: 1000 } });
    return original.call(Object.create(this, { settings: { value: settings } }), webhook, asked);
  };
});
