import type { Client } from '../support/client';
import { askedToLogIn, enrol, expectStatus, register, verify, type Person } from '../support/people';
import { atOnce, describeRaces, withStatus, type Scene } from '../support/race';
import { queuedCode } from '../support/sealed-codes';
import type { Suite } from '../support/suite';

async function addAddress(api: Client, suite: Suite, { id, token }: Person): Promise<void> {
  expectStatus(await api.post('/2fa/email/setup', {}, { token }), 200);
  expectStatus(await api.post('/2fa/email/verify-setup', { code: await queuedCode(suite, id) }, { token }), 200);
}

const forgetCounts = (suite: Suite) => suite.query('delete from send_counts');

/** 50 resends at once, when the pause is over: the messages that they made. */
async function messagesOfResends({ apis, suite }: Scene): Promise<number> {
  const person = await register(apis[0]);
  await addAddress(apis[0], suite, person);
  const tempToken = await askedToLogIn(apis[0], person);
  await suite.query(`update codes set sent_at = sent_at - interval '31 seconds'`);
  await forgetCounts(suite);
  const count = async () => (await suite.query(`select 1 from messages where user_id = $1 and purpose = 'code'`, [person.id])).length;
  const before = await count();
  const replies = await atOnce(apis, 50, (api) => api.post('/2fa/resend', { tempToken }));
  const made = (await count()) - before;
  expect(withStatus(replies, 200)).toBe(made);
  expect(withStatus(replies, 200) + withStatus(replies, 429) + withStatus(replies, 503)).toBe(50);
  return made;
}

/** Over ten challenges of one user at once: the codes that went to one address. */
async function messagesOfChallenges({ apis, suite }: Scene): Promise<number> {
  const person = await enrol(apis[0]);
  await addAddress(apis[0], suite, person);
  const tokens: string[] = [];
  while (tokens.length < 10) tokens.push(await askedToLogIn(apis[0], person));
  await forgetCounts(suite);
  const replies = await atOnce(apis, 30, (api, index) => api.post('/2fa/resend', { tempToken: tokens[index % 10], method: 'email' }));
  return withStatus(replies, 200);
}

/** One code that was sent, 50 times at once: the sessions that it made. */
async function sessionsOfOneCode({ apis, suite }: Scene): Promise<number> {
  const person = await register(apis[0]);
  await addAddress(apis[0], suite, person);
  const tempToken = await askedToLogIn(apis[0], person);
  const code = await queuedCode(suite, person.id);
  return withStatus(await atOnce(apis, 50, (api) => verify(api, tempToken, code)), 200);
}

describeRaces('codes that are sent', [
  { title: '50 resends at once make one message', mutants: ['code-pause'], measure: messagesOfResends, allowed: 1 },
  { title: 'three codes an hour go to an address, however many challenges ask at once', mutants: ['send-count'], measure: messagesOfChallenges, allowed: 3 },
  { title: 'one code 50 times at once makes one session', mutants: ['code-spent', 'challenge-spent'], measure: sessionsOfOneCode, allowed: 1 },
]);
