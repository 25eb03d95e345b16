import type { Client, Reply } from '../support/client';
import { askedToLogIn, enrol, enrolApp, expectStatus, IN_BODY, register, verify, verifyBackupCode, type EnrolledPerson } from '../support/people';
import { atOnce, describeRaces, withCode, withStatus, type Scene } from '../support/race';
import { totp, wrongCodes } from '../support/totp';
import { applicationRaces } from './support/application-races';

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

/** One backup code 50 times at once: the sessions that it made. */
async function sessionsOfOneBackupCode({ apis }: Scene): Promise<number> {
  const person = await enrol(apis[0]);
  const tokens = await challengesOf(apis[0], person, 10);
  const [code = ''] = person.backupCodes;
  return withStatus(await atOnce(apis, 50, (api, index) => verifyBackupCode(api, tokens[index % 10]!, code)), 200);
}

/** 50 wrong backup codes at once over ten challenges: how many were looked at. */
async function guessesOfBackupCodes({ apis }: Scene): Promise<number> {
  const person = await enrol(apis[0]);
  const tokens = await challengesOf(apis[0], person, 10);
  const wrong = (index: number) => String(index).padStart(12, '0');
  return withCode(await atOnce(apis, 50, (api, index) => verifyBackupCode(api, tokens[index % 10]!, wrong(index))), 'invalid_code');
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

/** SESSION_MAX_PER_USER, as it stands when nothing is said. */
const SESSIONS_AT_MOST = 20;

interface Device {
  readonly person: EnrolledPerson;
  readonly id: string;
  readonly token: string;
}

async function deviceOf(api: Client): Promise<Device> {
  const person = await enrol(api);
  const reply = await verify(api, await askedToLogIn(api, person), totp(person.secret, 1), { trustDevice: true });
  const { deviceId: id, deviceToken: token } = expectStatus(reply, 200).body.data as { deviceId: string; deviceToken: string };
  return { person, id, token };
}

const logInAt = (api: Client, { person }: Device, deviceToken: string) =>
  api.post('/auth/login', { emailOrUsername: person.email, password: person.password, deviceToken }, IN_BODY);

const excused = (replies: readonly Reply[]) => replies.filter(({ status, body }) => status === 200 && !body.data.requiresTwoFactor);
const deviceTokensIn = (replies: readonly Reply[]) => new Set(excused(replies).map(({ body }) => body.data.deviceToken as string));

/** One device token 50 times at once: nobody is asked for a code, and the successors are counted. */
async function deviceSuccessors({ apis }: Scene): Promise<number> {
  const device = await deviceOf(apis[0]);
  const replies = await atOnce(apis, 50, (api) => logInAt(api, device, device.token));
  const successors = deviceTokensIn(replies);
  if (successors.size === 1) expect(excused(replies)).toHaveLength(withStatus(replies, 200));
  return successors.size;
}

/** A device that both processes have seen is removed while it logs in: what its tokens are still good for afterwards. */
async function removedDevices({ apis }: Scene): Promise<number> {
  const device = await deviceOf(apis[0]);
  const { token } = device.person;
  for (const api of apis) expect(excused([await logInAt(api, device, device.token)])).toHaveLength(1);
  const [removed, ...replies] = await Promise.all([
    apis[1].delete(`/2fa/devices/${device.id}`, { token }),
    ...Array.from({ length: 12 }, (_, index) => logInAt(apis[index % 2]!, device, device.token)),
  ]);
  expectStatus(removed, 200);
  const tokens = [device.token, ...deviceTokensIn(replies)];
  return excused(await atOnce(apis, 6, (api, index) => logInAt(api, device, tokens[index % tokens.length]!))).length;
}

/** A used-up device token 20 times at once: nobody gets in, and how often that is told. */
async function suspectedThefts({ apis, suite }: Scene): Promise<number> {
  const device = await deviceOf(apis[0]);
  const [successor] = deviceTokensIn([await logInAt(apis[0], device, device.token)]);
  await suite.query(`update trusted_device_tokens set spent_at = spent_at - interval '11 seconds'`);
  const replies = await atOnce(apis, 20, (api) => logInAt(api, device, device.token));
  expect(excused([...replies, await logInAt(apis[1], device, successor!)])).toEqual([]);
  const told = await suite.query(`select from audit_log where type = 'device.theft_suspected' and user_id = $1`, [device.person.id]);
  return told.length;
}

/** Somebody with as many sessions as may stand signs in by a code and by a trusted device at once: how many stand then. */
async function standing({ apis, suite }: Scene): Promise<number> {
  const device = await deviceOf(apis[0]);
  const { person } = device;
  await suite.query(
    `insert into sessions (id, user_id, aal, amr, expires_at, idle_expires_at)
     select gen_random_uuid(), user_id, aal, amr, expires_at, idle_expires_at
     from (select * from sessions where user_id = $1 limit 1) s, generate_series(1, $2)`,
    [person.id, SESSIONS_AT_MOST],
  );
  const tempToken = await askedToLogIn(apis[0], person);
  const replies = await Promise.all([verifyBackupCode(apis[0], tempToken, person.backupCodes[0]!), logInAt(apis[1], device, device.token)]);
  for (const reply of replies) expectStatus(reply, 200);
  const { body } = await apis[1].get('/auth/sessions', { token: replies[0]!.body.data.accessToken as string });
  return (body.data.sessions as unknown[]).length;
}

describeRaces('second factor', [
  ...applicationRaces,
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
    title: 'one backup code 50 times at once over ten challenges makes one session',
    mutants: ['backup-code-used'],
    measure: sessionsOfOneBackupCode,
    allowed: 1,
  },
  {
    title: 'of 50 wrong backup codes at once five are looked at',
    mutants: ['backup-code-budget'],
    measure: guessesOfBackupCodes,
    allowed: 5,
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
  {
    title: 'one device token 50 times at once has one successor',
    mutants: ['device-rotate'],
    measure: deviceSuccessors,
    allowed: 1,
  },
  {
    title: 'a device that is removed while it logs in is good for nothing',
    mutants: ['device-cache'],
    measure: removedDevices,
    allowed: 0,
  },
  {
    title: 'a used-up device token 20 times at once is one theft',
    mutants: ['device-theft'],
    measure: suspectedThefts,
    allowed: 1,
  },
  {
    title: 'whoever signs in at once, no more sessions stand than a user may have',
    mutants: ['session-places'],
    measure: standing,
    allowed: SESSIONS_AT_MOST,
  },
  // Log-ins at once are counted before they are looked at.
], { LOGIN_RATE_LIMIT_MAX: '1000', LOGIN_ACCOUNT_RATE_LIMIT_MAX: '1000' });
