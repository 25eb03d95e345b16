import { openCaller } from '../../lib/load/caller.mjs';
import { eachOnce, closedLoop } from '../load.mjs';
import { openLoop } from '../open-loop.mjs';
import { logIn, reviveSessions } from '../people.mjs';
import { median } from '../../lib/load/statistics.mjs';

const IN_FLIGHT = 32;
const CAPACITY_ROUNDS = 3;
/** What goes on beside the storm, a second. */
const BESIDE = { me: 20, refresh: 10, verify: 5 };

/** Log-ins a second that the service makes when as many are in flight as in P1. */
export async function capacityOf({ call, people, seconds }) {
  const rates = [];
  for (let round = 0; round <= CAPACITY_ROUNDS; round += 1) {
    const { perSecond } = await closedLoop({ inFlight: IN_FLIGHT, seconds, once: (index) => logIn(call, people[index % people.length]) });
    if (round > 0) rates.push(perSecond);
  }
  return median(rates);
}

/**
 * A storm of log-ins, and beside it those who look, refresh and answer the question for a code.
 *
 * @param {object} bench @param {{ perSecond: number, seconds: number }} storm
 * @returns {Promise<Record<'login' | 'me' | 'refresh' | 'verify', import('../open-loop.mjs').Arrival[]>>}
 */
export async function rage(bench, { perSecond, seconds }) {
  const { people, stack, query } = bench;
  await reviveSessions(query);
  const half = people.length >> 1;
  // Log-ins push out the oldest sessions of their users: who looks is not among them.
  const [lookers, stormers] = [people.slice(0, half), people.slice(half)];
  const verify = await verifying(bench);
  const { send, close } = openCaller(stack.apiUrl);
  const kinds = {
    login: (index) => send('POST', '/api/auth/login', { body: credentials(of(stormers, index)) }),
    me: (index) => send('GET', '/api/auth/me', { token: of(lookers, index).token }),
    refresh: (index) => refresh(send, of(lookers, index)),
    verify: (index) => verify(send, index),
  };
  const rates = { login: perSecond, ...BESIDE };
  const loops = Object.entries(kinds).map(async ([kind, once]) => [kind, await openLoop({ perSecond: rates[kind], seconds, once })]);
  try {
    return Object.fromEntries(await Promise.all(loops));
  } finally {
    close();
  }
}

async function refresh(send, person) {
  const answer = await send('POST', '/api/auth/refresh', { body: { refreshToken: person.refreshToken } });
  person.refreshToken = answer.body.data?.refreshToken ?? person.refreshToken;
  return answer;
}

/** Each has been asked for a code before the storm; what the answer spends is made good again after it. */
async function verifying({ enrolled, call, query }) {
  const asked = [];
  await eachOnce({
    inFlight: IN_FLIGHT,
    items: enrolled,
    once: async (person) => {
      const { data } = await call('POST', '/api/auth/login', { body: credentials(person) });
      const [{ id }] = await query('select id from users where username_key = $1', [person.name]);
      asked.push({ person, id, tempToken: data.tempToken });
    },
  });
  const reset = async ({ id }) => {
    await query(`update challenges set consumed_at = null, attempts = 0, expires_at = now() + interval '5 minutes' where user_id = $1`, [id]);
    await query('update totp_secrets set last_used_step = 0 where user_id = $1', [id]);
  };
  for (const one of asked) await reset(one);
  return async (send, index) => {
    const one = of(asked, index);
    const { app } = one.person;
    const answer = await send('POST', '/api/2fa/verify', { body: { tempToken: one.tempToken, code: app.codeAt(app.step()) } });
    void reset(one).catch(() => undefined);
    return answer;
  };
}

const of = (all, index) => all[index % all.length];
const credentials = ({ name, password }) => ({ emailOrUsername: name, password });
