// Who wants an event, and whether a lane is free, is read without a lock, then the deliveries are written: two workers both find it free.
// One worker alone shows it here, without the turns that its own events take.
const { arrive, replace } = require('./support/naive.cjs');

replace('fan-out-lock', 'libs/webhooks/src/worker/fan-out.js', 'FanOut', 'fanOut', (original) => {
  return function (event) {
    const { database } = this;
    const naive = {
      transaction: (work) => database.transaction(work),
      async run(statement, values, tx) {
        if (statement.name === 'webhooks_lock_subscribed') return database.run(unlocked(statement), values, tx);
        const rows = await database.run(statement, values, tx);
        if (statement.name === 'webhooks_read_lanes') await arrive('fan-out-lock', 2);
        return rows;
      },
    };
    const turns = { take: (_user, work) => work() };
    return original.call(Object.create(this, { database: { value: naive }, turns: { value: turns } }), event);
  };
});

function unlocked({ name, text }) {
  return { name: `${name}_naive`, text: text.replace('for no key update of w', '') };
}
