import { setTimeout as sleep } from 'node:timers/promises';
import { reviveSessions } from './people.mjs';

const LIMIT_MS = 60_000;

/** A webhook of each of some people; the first `hangs` of their receivers never answer. */
export async function openWebhooks({ call, query, receivers }, people, hangs) {
  await reviveSessions(query);
  return Promise.all(people.map(async (person, index) => {
    const receiver = receivers.open(index < hangs);
    await query('update sessions set auth_time = now() where user_id = (select id from users where email = $1)', [person.email]);
    const { data } = await call('POST', '/api/webhooks', { token: person.token, body: { url: receiver.url, events: ['user.logout'] } });
    return { ...receiver, person, id: data.id };
  }));
}

/** The answer says that the event is committed. */
export const sendTest = (call, { person, id }) => call('POST', `/api/webhooks/${id}/test`, { token: person.token, body: {} });

/** When the next request came, after the so many that a receiver has had. */
export async function arrivalAfter(received, before) {
  for (const end = performance.now() + LIMIT_MS; performance.now() < end; await sleep(1)) {
    if (received.length > before) return received[before];
  }
  throw new Error('No webhook came within a minute.');
}
