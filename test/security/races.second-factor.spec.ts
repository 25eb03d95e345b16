import type { Client } from '../support/client';
import { askedToLogIn, enrol, enrolApp, expectStatus, register, verify, type EnrolledPerson } from '../support/people';
import { atOnce, describeRaces, withCode, withStatus, type Scene } from '../support/race';
import { totp, wrongCodes } from '../support/totp';

/** One after another: of log-ins at once, those past the fifth would be refused before their password is looked at. */
async function challengesOf(api: Client, person: EnrolledPerson, count: number): Promise<string[]> {
  const tokens: string[] = [];
  while (tokens.length < count) tokens.push(await askedToLogIn(api, person));
  return tokens;
}

/** One right code 50 times at once: the sessions that it made. */
async function sessionsOfOneCode({ apis }: Scene, challenges: number): Promise<number> {
  const person = await enrol(apis[0]);
  const tokens = await challengesOf(apis[0], person, challenges);
  const code = totp(person.secret, 1);
  return withStatus(await atOnce(apis, 50, (api, index) => verify(api, tokens[index % challenges]!, code)), 200);
}

/** The right codes of two apps at once on one challenge. */
async function sessionsOfTwoCodes({ apis }: Scene): Promise<number> {
  const person = await enrol(apis[0]);
  const second = await enrolApp(apis[0], person.token);
  const tempToken = await askedToLogIn(apis[0], person);
  const answers = [
    { code: totp(person.secret, 1), methodId: person.methodId },
    { code: totp(second.secret, 1), methodId: second.methodId },
  ];
  return withStatus(await atOnce(apis, 2, (api, index) => api.post('/2fa/verify', { tempToken, ...answers[index] })), 200);
}

/** 200 wrong codes at once on one challenge: how many were looked at. Then the right one is worth nothing. */
async function guessesOnOneChallenge({ apis }: Scene): Promise<number> {
  const person = await enrol(apis[0]);
  const tempToken = await askedToLogIn(apis[0], person);
  const codes = wrongCodes(person.secret, 200);
  const replies = await atOnce(apis, 200, (api, index) => verify(api, tempToken, codes[index]!));
  const afterwards = await verify(apis[1], tempToken, totp(person.secret, 1));
  expect([401, 429]).toContain(afterwards.status);
  return withCode(replies, 'invalid_code');
}

/** 200 wrong codes at once over ten challenges of one user, and step-ups beside them. Then even the right one is 429. */
async function guessesOnOneUser({ apis }: Scene): Promise<number> {
  const person = await enrol(apis[0]);
  const tokens = await challengesOf(apis[0], person, 10);
  const codes = wrongCodes(person.secret, 200);
  const replies = await atOnce(apis, 200, (api, index) => {
    const code = codes[index]!;
    return index % 10 === 9 ? api.post('/auth/step-up', { code }, { token: person.token }) : verify(api, tokens[index % 10]!, code);
  });
  const evaluated = withCode(replies, 'invalid_code');
  if (evaluated <= 10) {
    const locked = await verify(apis[1], await askedToLogIn(apis[0], person), totp(person.secret, 1));
    expectStatus(locked, 429, 'too_many_requests');
    expectStatus(await apis[0].post('/auth/step-up', { code: totp(person.secret, 1) }, { token: person.token }), 429);
  }
  return evaluated;
}

/** One setup confirmed ten times at once with its right code. */
async function confirmations({ apis, suite }: Scene): Promise<number> {
  const { token, id } = await register(apis[0]);
  const { secret } = (await apis[0].post('/2fa/totp/setup', {}, { token })).body.data as { secret: string };
  await suite.query(`update factor_budgets set setup_attempts = '{}' where user_id = $1`, [id]);
  const code = totp(secret);
  return withStatus(await atOnce(apis, 10, (api) => api.post('/2fa/totp/verify-setup', { code }, { token })), 200);
}

describeRaces('second factor', [
  {
    title: 'one code 50 times at once on one challenge makes one session',
    mutants: ['totp-step', 'challenge-spent'],
    measure: (scene) => sessionsOfOneCode(scene, 1),
    allowed: 1,
  },
  {
    title: 'one code 50 times at once over ten challenges makes one session',
    mutants: ['totp-step'],
    measure: (scene) => sessionsOfOneCode(scene, 10),
    allowed: 1,
  },
  {
    title: 'two right codes at once on one challenge make one session',
    mutants: ['challenge-spent'],
    measure: sessionsOfTwoCodes,
    allowed: 1,
  },
  {
    title: 'of 200 guesses at once on one challenge five are looked at',
    mutants: ['challenge-attempts'],
    measure: guessesOnOneChallenge,
    allowed: 5,
  },
  {
    title: 'of 200 guesses at once on one user ten are looked at',
    mutants: ['factor-budget'],
    measure: guessesOnOneUser,
    allowed: 10,
  },
  {
    title: 'one setup is confirmed once',
    mutants: ['setup-activation', 'totp-step'],
    measure: confirmations,
    allowed: 1,
  },
]);
