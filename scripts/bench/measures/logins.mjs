import { costsOf } from '../counting/costs.mjs';
import { hashesPerSecond } from '../limits/hashes.mjs';
import { closedLoop, eachOnce } from '../load.mjs';
import { logIn } from '../people.mjs';
import { alternate } from '../rounds.mjs';

const IN_FLIGHT = 32;

/** P1: log-ins without a second factor, against the hashes that the threads could make. */
export async function passwordLogins(bench) {
  const { people, cost } = bench;
  const costs = await costsOf(bench, (call, index) => logIn(call, people[index]));
  return alternate({
    ...{ id: 'P1', what: `POST /auth/login, no second factor, ${IN_FLIGHT} in flight, ${cost.memoryCost / 1024} MiB`, aim: 0.85 },
    ...bench.rounds,
    costs,
    limit: () => hashes(bench),
    product: () => closedLoop({ inFlight: IN_FLIGHT, seconds: bench.seconds, once: (index) => logIn(bench.call, people[index % people.length]) }),
  });
}

/** P5: password and code, two requests, against the same. */
export async function fullLogins(bench) {
  const { enrolled, query } = bench;
  // A code works once: those of the last round are made good again.
  const reset = () => query('update totp_secrets set last_used_step = 0');
  await reset();
  const costs = await costsOf(bench, (call, index) => logIn(call, enrolled[index]));
  return alternate({
    ...{ id: 'P5', what: `log-in with password and TOTP, ${IN_FLIGHT} in flight, ${bench.cost.memoryCost / 1024} MiB`, aim: 0.7 },
    ...bench.rounds,
    costs,
    limit: () => hashes(bench),
    async product() {
      await reset();
      return eachOnce({ inFlight: IN_FLIGHT, items: enrolled, once: (person) => logIn(bench.call, person) });
    },
  });
}

async function hashes({ build, cost, seconds }) {
  return (await hashesPerSecond({ build, cost, inFlight: IN_FLIGHT, seconds })).perSecond;
}
