import { costsOf } from '../counting/costs.mjs';
import { startBareRoute } from '../limits/bare-route-process.mjs';
import { closedLoop, openStrictCaller } from '../load.mjs';
import { reviveSessions } from '../people.mjs';
import { alternate } from '../rounds.mjs';

const IN_FLIGHT = 32;

/** P2: who is asking, against a bare route that reads one row by its key. */
export async function lookUps(bench) {
  const { people, call, seconds, databaseUrl, query } = bench;
  await reviveSessions(query);
  const rows = await query('select id from users limit 50');
  const me = (caller, index) => caller('GET', '/api/auth/me', { token: people[index % people.length].token });
  // Of one and the same: the first look in a minute writes down that the session is in use, and under load nearly none is the first.
  const costs = await costsOf(bench, (caller) => me(caller, 0));
  const bare = await startBareRoute(databaseUrl);
  const bareCaller = openStrictCaller(bare.url);
  try {
    return await alternate({
      ...{ id: 'P2', what: `GET /auth/me, ${IN_FLIGHT} in flight`, aim: 0.5 },
      ...bench.rounds,
      costs,
      limit: async () => {
        const once = (index) => bareCaller.call('GET', `/users/${rows[index % rows.length].id}`);
        return (await closedLoop({ inFlight: IN_FLIGHT, seconds, once })).perSecond;
      },
      product: () => closedLoop({ inFlight: IN_FLIGHT, seconds, once: (index) => me(call, index) }),
    });
  } finally {
    bareCaller.close();
    bare.stop();
  }
}
