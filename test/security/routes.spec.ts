import { randomUUID } from 'node:crypto';
import type { Client, Reply } from '../support/client';
import { administrator, makeKey, withKey } from '../support/keys';
import { openApiDocument } from '../support/openapi';
import { enrol, enrolApp, expectStatus, logInWithCode, register, signIn, type EnrolledPerson, type Person } from '../support/people';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { until } from '../support/until';
import { nameOf, ROUTES, type DocumentedRoute } from './support/operations';

/** Some hundred requests each: a busy machine takes its time. */
jest.setTimeout(120_000);

let suite: Suite;
let api: Client;
let inbox: string;

beforeAll(async () => {
  suite = await sharedSuite();
  const [{ api: client, url }] = await Promise.all([suite.start('api'), suite.start('worker')]);
  [api, inbox] = [client, `${url}/dev/inbox.json`];
}, 60_000);
afterAll(() => suite?.end());

/** A body is looked at after the guard. */
const call = (route: DocumentedRoute, shown: { token?: string; headers?: Record<string, string> } = {}): Promise<Reply> => {
  const path = route.path.replace(/\{\w+\}/g, randomUUID());
  return api.send(route.method, path, route.method === 'GET' || route.method === 'DELETE' ? undefined : {}, shown);
};

const of = (...classes: string[]) => ROUTES.filter(({ access }) => classes.includes(access));
/** Written down: a route that forgets its decorator would be taken for one of any session. */
const FRESH: readonly string[] = [
  'DELETE /2fa/devices',
  'DELETE /2fa/methods/{methodId}',
  'DELETE /auth/me',
  'PATCH /2fa/methods/{methodId}',
  'PATCH /api-keys/{id}',
  'PATCH /webhooks/{id}',
  'POST /2fa/backup-codes/generate',
  'POST /2fa/email/setup',
  'POST /2fa/sms/setup',
  'POST /2fa/totp/setup',
  'POST /api-keys',
  'POST /api-keys/{id}/rotate',
  'POST /auth/change-email',
  'POST /auth/change-password',
  'POST /webhooks',
  'POST /webhooks/{id}/rotate-secret',
];
const guarded = ROUTES.filter(({ access }) => access !== 'public');

/** What each route answers: those that answer otherwise than expected. */
async function others(routes: readonly DocumentedRoute[], expected: string, shown?: Parameters<typeof call>[1]): Promise<string[]> {
  expect(routes.length).toBeGreaterThan(0);
  const odd: string[] = [];
  for (const route of routes) {
    const { status, body } = await call(route, shown);
    if (`${status} ${body?.code}` !== expected) odd.push(`${nameOf(route)}: ${status} ${body?.code}`);
  }
  return odd;
}

describe('every route', () => {
  it('is for everybody, users, fresh sessions, administrators or keys, and says so alike everywhere', () => {
    const classes = ['public', 'user', 'fresh', 'admin', 'key'];
    const all = Object.entries(openApiDocument().paths).flatMap(([path, item]) =>
      Object.entries(item).map(([verb, { 'x-access': access }]) => ({ name: `${verb} ${path}`, access, isOfService: !path.startsWith('/api/') })),
    );
    expect(all.filter(({ access }) => !classes.includes(access)).map(({ name }) => name)).toEqual([]);
    // Health, problems, keys and the inbox of development stand outside the base path.
    expect(all.filter(({ access, isOfService }) => isOfService && access !== 'public').map(({ name }) => name)).toEqual([]);
    const contradicting = ROUTES.filter(({ access, takesSessions, takesKeys, problems }) => {
      const isPublic = access === 'public';
      const isKey = access === 'key';
      const asked = problems.includes('step_up_required');
      const isWrong = [isPublic === takesSessions && !isKey, isKey && (takesSessions || !takesKeys), access === 'fresh' && !asked];
      return isWrong.some(Boolean) || (asked && !['fresh', 'admin'].includes(access)) || (!isPublic && !problems.includes('invalid_token'));
    });
    expect(contradicting.map(nameOf)).toEqual([]);
  });

  it('but a public one refuses whoever shows nothing, or something else', async () => {
    expect(await others(guarded, '401 invalid_token')).toEqual([]);
    const { refreshToken } = await register(api);
    expect(await others(guarded, '401 invalid_token', { token: refreshToken })).toEqual([]);
  });

  it('for fresh sessions asks an old one to step up, and one that a single factor made', async () => {
    const [old, weak] = [await register(api), await register(api)];
    await suite.query(`update sessions set auth_time = now() - interval '16 minutes' where user_id = $1`, [old.id]);
    await suite.query('update users set two_factor_enabled = true where id = $1', [weak.id]);
    for (const { token } of [old, weak]) expect(await others(of('fresh'), '401 step_up_required', { token })).toEqual([]);
  });

  it('for fresh sessions is each one that changes what lets somebody in, and none else', () => {
    expect(of('fresh').map(nameOf).sort()).toEqual(FRESH);
  });

  it('refuses members that it does not know, whether it takes a body or none', async () => {
    const person = await administrator(api, suite);
    await enrolApp(api, person.token);
    const { apiKey } = await makeKey(api, person.token);
    const odd: string[] = [];
    // What Twilio signed and whose device it is are looked at first; OAuth's two ignore what they do not know (RFC 6749 §3.1).
    const others = /^\/(delivery\/twilio|auth\/introspect|auth\/revoke$|2fa\/devices\/\{)/;
    const asked = ROUTES.filter(({ method, path }) => method !== 'GET' && !others.test(path));
    for (const route of asked) {
      const path = route.path.replace(/\{\w+\}/g, randomUUID());
      const shown = route.access === 'public' ? {} : route.access === 'key' ? withKey(apiKey) : { token: person.token };
      const { status, body } = await api.send(route.method, path, { nobodyKnows: true }, shown);
      const told = (body?.violations as { pointer: string }[] | undefined)?.some(({ pointer }) => pointer === '/nobodyKnows');
      if (status !== 400 || !told) odd.push(`${nameOf(route)}: ${status} ${body?.code}`);
    }
    expect(odd).toEqual([]);
  });

  it('waits for a password that has to be changed, but for those that change it', async () => {
    const { id, token } = await administrator(api, suite);
    await suite.query('update users set must_change_password = true where id = $1', [id]);
    const changing = ['GET /auth/me', 'POST /auth/change-password', 'POST /auth/step-up'];
    const waiting = guarded.filter((route) => !changing.includes(nameOf(route)));
    expect(await others(waiting, '403 password_change_required', { token })).toEqual([]);
  });

  it('for administrators or keys refuses a user’s session, and for keys a key without a scope', async () => {
    const person = await register(api);
    const elevated = of('admin', 'key');
    if (elevated.length === 0) return;
    expect(await others(elevated, '403 forbidden', person)).toEqual([]);
    const { apiKey } = await makeKey(api, person.token, { scopes: ['webhooks:read'] });
    const scoped = guarded.filter(({ takesKeys, path, method }) => takesKeys && !(path.startsWith('/webhooks') && method === 'GET'));
    expect(await others(scoped, '403 insufficient_scope', withKey(apiKey))).toEqual([]);
    const sessionsOnly = guarded.filter(({ takesKeys }) => !takesKeys);
    expect(await others(sessionsOnly, '403 forbidden', withKey(apiKey))).toEqual([]);
  });
});

describe('an access token that was good', () => {
  const post = async (path: string, body: object, token?: string) => expectStatus(await api.post(path, body, { token }), 200);
  const passSteps = (id: string) => suite.query('update totp_secrets set last_used_step = null where user_id = $1', [id]);
  const again = async (person: EnrolledPerson) => {
    await passSteps(person.id);
    return (await logInWithCode(api, person)).accessToken;
  };

  type End = [what: string, end: () => Promise<string>];
  /** Each makes a session and ends it in its way; what is answered is its token. */
  const ends: End[] = [
    ['a log-out', async () => {
      const { token } = await register(api);
      await post('/auth/logout', {}, token);
      return token;
    }],
    ['its end in the list', async () => {
      const person = await register(api);
      const { accessToken } = await signIn(api, person);
      const { sessions } = (await api.get('/auth/sessions', { token: accessToken })).body.data as { sessions: { id: string; current: boolean }[] };
      expectStatus(await api.delete(`/auth/sessions/${sessions.find(({ current }) => current)!.id}`, { token: person.token }), 200);
      return accessToken;
    }],
    ['the end of all', async () => {
      const { token } = await register(api);
      await post('/auth/revoke-sessions', {}, token);
      return token;
    }],
    ['the end of all others', async () => {
      const person = await register(api);
      await post('/auth/revoke-sessions', { keepCurrent: true }, (await signIn(api, person)).accessToken);
      return person.token;
    }],
    ['a new password', async () => {
      const person = await register(api);
      const { accessToken } = await signIn(api, person);
      await post('/auth/change-password', { currentPassword: person.password, newPassword: 'Better-Battery-8' }, accessToken);
      return person.token;
    }],
    ['a reset of the password', async () => {
      const person = await register(api);
      await resetPassword(person);
      return person.token;
    }],
    ['a second factor that was added', async () => {
      const person = await register(api);
      await enrolApp(api, (await signIn(api, person)).accessToken);
      return person.token;
    }],
    ['a second factor that was removed', async () => {
      const person = await enrol(api);
      expectStatus(await api.delete(`/2fa/methods/${person.methodId}`, { token: await again(person) }), 200);
      return person.token;
    }],
    ['a stolen refresh token', async () => {
      const person = await register(api);
      await post('/auth/refresh', { refreshToken: person.refreshToken });
      await suite.query(
        `update refresh_tokens set spent_at = spent_at - interval '11 seconds'
         where spent_at is not null and session_id in (select id from sessions where user_id = $1)`,
        [person.id],
      );
      expectStatus(await api.post('/auth/refresh', { refreshToken: person.refreshToken }), 401, 'invalid_refresh_token');
      return person.token;
    }],
    ['a suspension, even when it is over', async () => {
      const [{ token: boss }, person] = [await administrator(api, suite), await register(api)];
      for (const what of ['suspend', 'reinstate']) await post(`/users/${person.id}/${what}`, {}, boss);
      return person.token;
    }],
    ['a reset by an administrator', async () => {
      const [{ token: boss }, person] = [await administrator(api, suite), await enrol(api)];
      await enrolApp(api, boss);
      await post(`/users/${person.id}/2fa/reset`, { reason: 'lost phone' }, boss);
      return person.token;
    }],
    ['the end of the account', async () => {
      const person = await register(api);
      expectStatus(await api.delete('/auth/me', { token: person.token }), 200);
      return person.token;
    }],
  ];

  async function resetPassword({ email }: Person): Promise<void> {
    expectStatus(await api.post('/auth/forgot-password', { email }), 202);
    const token = await until('the mail', async () => {
      const { messages } = (await (await fetch(`${inbox}?to=${email}`)).json()) as { messages: { text: string }[] };
      return messages.map(({ text }) => /reset-password#token=(ln_[\w-]+)/.exec(text)?.[1]).find(Boolean);
    });
    await post('/auth/reset-password', { token, newPassword: 'Better-Battery-8' });
  }

  it.each(ends)('opens no route after %s', async (_what, end) => {
    const token = await end();
    expect(await others(guarded, '401 invalid_token', { token })).toEqual([]);
  });
});
