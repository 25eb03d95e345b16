import type { Client } from '../support/client';
import { expectStatus, logIn, register, signIn, somebody, type Person } from '../support/people';
import { until } from '../support/until';
import { atOnce, describeRaces, withCode, withStatus, type Scene } from '../support/race';
import { keyRaces } from './support/key-races';
import { webhookRaces } from './support/webhook-races';

const refresh = (api: Client, refreshToken: string) => api.post('/auth/refresh', { refreshToken });
const me = (api: Client, token: string) => api.get('/auth/me', { token });

/** One refresh token 50 times at once: nobody is logged out, and the successors are counted. */
async function successors({ apis }: Scene): Promise<number> {
  const { refreshToken } = await register(apis[0]);
  const replies = await atOnce(apis, 50, (api) => refresh(api, refreshToken));
  expect(withCode(replies, 'invalid_refresh_token')).toBe(0);
  const answered = replies.filter(({ status }) => status === 200);
  return new Set(answered.map(({ body }) => body.data.refreshToken as string)).size;
}

/** Refreshes around a revoke: whatever is accepted after the revoke was acknowledged. */
async function survivors({ apis }: Scene): Promise<number> {
  const person = await register(apis[0]);
  const others = [await signIn(apis[0], person), await signIn(apis[1], person), await signIn(apis[0], person)];
  const tokens = others.map(({ refreshToken }) => refreshToken);
  const [, ...refreshed] = await Promise.all([
    apis[1].post('/auth/revoke-sessions', {}, { token: person.token }),
    ...Array.from({ length: 12 }, (_, index) => refresh(apis[index % 2]!, tokens[index % 3]!)),
  ]);
  const good = refreshed.filter(({ status }) => status === 200).map(({ body }) => body.data as { accessToken: string; refreshToken: string });
  const accessTokens = [person.token, ...others.map(({ accessToken }) => accessToken), ...good.map(({ accessToken }) => accessToken)];
  const refreshTokens = [person.refreshToken, ...tokens, ...good.map(({ refreshToken }) => refreshToken)];
  const replies = [
    ...(await Promise.all(accessTokens.map((token, index) => me(apis[index % 2]!, token)))),
    ...(await Promise.all(refreshTokens.map((token, index) => refresh(apis[index % 2]!, token)))),
  ];
  return withStatus(replies, 200);
}

type End = (api: Client, person: Person, victim: { accessToken: string; refreshToken: string }) => Promise<unknown>;

const ENDS: readonly End[] = [
  async (api, person, { accessToken }) => {
    const { body } = await api.get('/auth/sessions', { token: accessToken });
    const { id } = (body.data.sessions as { id: string; current: boolean }[]).find(({ current }) => current)!;
    expectStatus(await api.delete(`/auth/sessions/${id}`, { token: person.token }), 200);
  },
  async (api, _person, { refreshToken }) => expectStatus(await api.post('/auth/logout', { refreshToken }), 200),
  async (api, { token }) => expectStatus(await api.post('/auth/revoke-sessions', { keepCurrent: true }, { token }), 200),
  async (api, { token, password }) =>
    expectStatus(await api.post('/auth/change-password', { currentPassword: password, newPassword: 'Better-Battery-8' }, { token }), 200),
];

/** A session is ended at one process: what the other one still accepts afterwards, though it has seen it before. */
async function acceptedElsewhere({ apis }: Scene): Promise<number> {
  let accepted = 0;
  for (const end of ENDS) {
    const person = await register(apis[0]);
    const victim = await signIn(apis[0], person);
    for (const api of apis) expectStatus(await me(api, victim.accessToken), 200);
    await end(apis[0], person, victim);
    accepted += withStatus(await atOnce([apis[1]], 5, (api) => me(api, victim.accessToken)), 200);
  }
  return accepted;
}

/** 50 wrong passwords at once: how many were looked at. Then the right one is worth nothing. */
async function passwordsLookedAt({ apis }: Scene): Promise<number> {
  const person = await register(apis[0]);
  const replies = await atOnce(apis, 50, (api, index) => logIn(api, { ...person, password: `Wrong-Horse-${index}` }));
  expectStatus(await logIn(apis[1], person), 429, 'too_many_requests');
  return withCode(replies, 'invalid_credentials');
}

/** Two sessions change the password at once: how many are told that they did. */
async function passwordChanges({ apis }: Scene): Promise<number> {
  const person = await register(apis[0]);
  const tokens = [person.token, (await signIn(apis[1], person)).accessToken];
  const change = (api: Client, index: number) =>
    api.post(
      '/auth/change-password',
      { currentPassword: person.password, newPassword: `Better-Battery-${index}` },
      { token: tokens[index] },
    );
  return withStatus(await atOnce(apis, 2, change), 200);
}

/** One address registered ten times at once: how many were told anything else than that it is taken. */
async function registrations({ apis }: Scene): Promise<number> {
  const { email } = somebody();
  const replies = await atOnce(apis, 10, (api) => api.post('/auth/register', { ...somebody(), email }));
  return replies.length - withCode(replies, 'email_taken') - withCode(replies, 'service_unavailable');
}

/** One link that resets a password 50 times at once: how many are told that they did. The worker writes the mail. */
async function resets({ apis, suite }: Scene): Promise<number> {
  const [{ email }] = await Promise.all([register(apis[0]), suite.start('worker')]);
  expectStatus(await apis[0].post('/auth/forgot-password', { email }), 202);
  const token = await until('the mail', async () => {
    const inbox = await fetch(`${new URL(apis[0].baseUrl).origin}/dev/inbox.json?to=${email}`);
    const { messages } = (await inbox.json()) as { messages: { text: string }[] };
    return messages.map(({ text }) => /reset-password#token=(ln_[\w-]+)/.exec(text)?.[1]).find(Boolean);
  });
  const reset = (api: Client, index: number) => api.post('/auth/reset-password', { token, newPassword: `Better-Battery-${index}` });
  return withStatus(await atOnce(apis, 50, reset), 200);
}

describeRaces('sessions, passwords, keys and webhooks', [
  ...keyRaces,
  ...webhookRaces,
  {
    title: 'one refresh token 50 times at once has one successor',
    mutants: ['refresh-spend'],
    measure: successors,
    allowed: 1,
  },
  {
    title: 'nothing survives a revoke that refreshes run into',
    mutants: ['refresh-saves-session'],
    measure: survivors,
    allowed: 0,
  },
  {
    title: 'what ended at one process is refused by the other at once',
    mutants: ['session-cache'],
    measure: acceptedElsewhere,
    allowed: 0,
  },
  {
    title: 'of 50 wrong passwords at once five are looked at',
    mutants: ['login-budget'],
    measure: passwordsLookedAt,
    allowed: 5,
  },
  {
    title: 'of two changes of the password at once one wins',
    mutants: ['password-overwrite'],
    measure: passwordChanges,
    allowed: 1,
  },
  {
    title: 'one link 50 times at once resets one password',
    mutants: ['link-consume'],
    measure: resets,
    allowed: 1,
  },
  {
    title: 'one address is registered once, and the others are told',
    mutants: ['register-insert'],
    measure: registrations,
    allowed: 1,
  },
]);
