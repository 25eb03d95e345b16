import { randomInt } from 'node:crypto';
import type { Client, Reply } from '../support/client';
import { codeTo, inboxOf } from '../support/inbox';
import { administrator, makeKey, withKey } from '../support/keys';
import { askedToLogIn, enrol, enrolApp, expectStatus, IN_BODY, logIn, register, signIn, somebody, verify, verifyBackupCode } from '../support/people';
import { runCommand } from '../support/processes';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { claimsOf } from '../support/tokens';
import { totp, wrongCodes } from '../support/totp';
import { until } from '../support/until';

let suite: Suite;
let api: Client;
/** Of the api, without the base path. */
let place: string;

beforeAll(async () => {
  suite = await sharedSuite();
  const [{ api: client, url }] = await Promise.all([suite.start('api'), suite.start('worker')]);
  [api, place] = [client, url];
}, 60_000);
afterAll(() => suite?.end());

const mailed = (email: string, subject: RegExp) =>
  until(`a mail ${subject}`, async () => (await inboxOf(place, email)).find((mail) => subject.test(mail.subject ?? '')));
const events = (userId: string, type: string) =>
  suite.query<{ reason: string; data: object }>('select reason, data from audit_log where user_id = $1 and type = $2', [userId, type]);
const me = (token: string) => api.get('/auth/me', { token });

/** An administrator with a second factor, whose session is fresh. */
async function boss() {
  const person = await administrator(api, suite);
  await enrolApp(api, person.token);
  const order = (id: string, what: string, body: object = {}): Promise<Reply> => api.post(`/users/${id}/${what}`, body, { token: person.token });
  return { ...person, order };
}

/** `npm run admin -- …`: what it prints, on either stream. */
async function command(...args: string[]): Promise<string> {
  return (await runCommand('libs/administration/src/cli/admin.js', args, { ...suite.environment, LOG_LEVEL: 'error' })).output;
}

describe('administrators', () => {
  it('are made at the command line, with a password that has to be changed before anything else', async () => {
    const { email } = somebody();
    const [, password] = /has to change it:\n([0-9A-Z]{5}(?:-[0-9A-Z]{5}){3})\n$/.exec(await command('create', email)) ?? [];
    expect(await command('create', email)).toContain('exists');
    expect(await command('create', 'nobody')).toContain('npm run admin -- create <email>');
    const { body } = expectStatus(await logIn(api, { email, password: password! }), 200);
    const { accessToken: token, user, passwordChangeRequired } = body.data;
    expect([user.role, passwordChangeRequired]).toEqual(['admin', true]);
    for (const path of ['/users', '/auth/sessions', '/2fa/methods']) expectStatus(await api.get(path, { token }), 403, 'password_change_required');
    expectStatus(await api.post('/2fa/totp/setup', {}, { token }), 403, 'password_change_required');
    expectStatus(await api.post('/users/x/suspend', {}, { token }), 403, 'password_change_required');
    expectStatus(await me(token), 200);
    await suite.query(`update sessions set auth_time = now() - interval '16 minutes' where user_id = $1`, [user.id]);
    expectStatus(await api.post('/auth/step-up', { password }, { token }), 200);
    const change = { currentPassword: password, newPassword: 'Better-Battery-8' };
    expectStatus(await api.post('/auth/change-password', change, { token }), 200);
    expectStatus(await api.get('/users', { token }), 200);
    const again = expectStatus(await logIn(api, { email, password: 'Better-Battery-8' }), 200).body.data;
    expect(again.passwordChangeRequired).toBeUndefined();
    expect(await events(user.id as string, 'user.administrator_made')).toHaveLength(1);
  }, 90_000);

  it('are never made by registration', async () => {
    expectStatus(await api.post('/auth/register', { ...somebody(), role: 'admin' }), 400, 'validation_failed');
  });

  it('search users, page by page', async () => {
    const { token } = await boss();
    const username = `page${somebody().username}`.slice(0, 30);
    const people = [];
    for (const tail of ['a', 'b', 'c']) people.push(await register(api, { username: `${username}${tail}` }));
    const search = async (query: string) => expectStatus(await api.get(`/users?${query}`, { token }), 200).body.data;
    const first = await search(`query=${username.toUpperCase()}&limit=2`);
    const second = await search(`query=${username}&limit=2&cursor=${first.page.nextCursor}`);
    const found = [...first.users, ...second.users] as { id: string }[];
    expect([found.map(({ id }) => id), first.page.hasMore, second.page]).toEqual([people.map(({ id }) => id).reverse(), true, { nextCursor: null, hasMore: false }]);
    expect((await search(`query=${people[0]!.email}`)).users).toMatchObject([{ id: people[0]!.id, role: 'user', isActive: true }]);
    expect((await search(`query=${people[1]!.id}`)).users).toHaveLength(1);
    for (const query of ['%25', '_', 'nobody-at-all']) expect((await search(`query=${query}${username}`)).users).toEqual([]);
    for (const query of ['limit=0', 'limit=x', 'cursor=x', 'query=', 'other=1']) expectStatus(await api.get(`/users?${query}`, { token }), 400, 'validation_failed');
    expectStatus(await api.get('/users', { token: people[0]!.token }), 403, 'forbidden');
  });

  it('suspend and reinstate, at once for every token', async () => {
    const [{ order, id }, person] = [await boss(), await register(api)];
    const half = await enrol(api);
    const trusted = await verify(api, await askedToLogIn(api, half), totp(half.secret, 1), { trustDevice: true });
    const { deviceToken } = expectStatus(trusted, 200).body.data;
    await suite.query('update totp_secrets set last_used_step = null where user_id = $1', [half.id]);
    const tempToken = await askedToLogIn(api, half);
    const { apiKey } = await makeKey(api, person.token);
    const atDevice = () => api.post('/auth/login', { email: half.email, password: half.password, deviceToken });
    expectStatus(await order(person.id, 'suspend', { reason: 'asked for' }), 200);
    expectStatus(await order(half.id, 'suspend'), 200);
    expectStatus(await order(person.id, 'suspend'), 200);
    expectStatus(await me(person.token), 401, 'invalid_token');
    expectStatus(await api.get('/auth/me', withKey(apiKey)), 401);
    expectStatus(await atDevice(), 401, 'invalid_credentials');
    expectStatus(await api.post('/auth/refresh', { refreshToken: person.refreshToken }), 401, 'invalid_refresh_token');
    expectStatus(await logIn(api, person), 401, 'invalid_credentials');
    expect((await verify(api, tempToken, totp(half.secret, 1))).status).toBe(401);
    expect(await events(person.id, 'user.suspended')).toEqual([{ reason: 'asked for', data: { byUserId: id, revokedCount: 1 } }]);
    await mailed(person.email, /was suspended/);
    for (const one of [person, half]) expectStatus(await order(one.id, 'reinstate'), 200);
    expectStatus(await me(person.token), 401, 'invalid_token');
    expect(expectStatus(await atDevice(), 200).body.data.requiresTwoFactor).toBe(true);
    await signIn(api, person);
    expectStatus(await order(id, 'suspend'), 403, 'forbidden');
    expectStatus(await order(somebody().username, 'suspend'), 404, 'not_found');
  });

  it('suspend what others do for the user too, and links that were mailed', async () => {
    const [{ order, token }, person] = [await boss(), await register(api)];
    const { apiKey } = await makeKey(api, token);
    const methods = () => api.get(`/2fa/methods?userId=${person.id}`, withKey(apiKey));
    expectStatus(await methods(), 200);
    expectStatus(await api.post('/auth/forgot-password', { email: person.email }), 202);
    const link = /#token=(ln_[\w-]+)/.exec((await mailed(person.email, /Reset your/)).text)?.[1];
    const reset = () => api.post('/auth/reset-password', { token: link, newPassword: 'Better-Battery-8' });
    expectStatus(await order(person.id, 'suspend'), 200);
    expectStatus(await methods(), 403, 'forbidden');
    expectStatus(await reset(), 400, 'invalid_link');
    expectStatus(await order(person.id, 'reinstate'), 200);
    expectStatus(await reset(), 400, 'invalid_link');
    await signIn(api, person);
  });

  it('end sessions, and unlock who was locked out', async () => {
    const [{ order }, person] = [await boss(), await enrol(api)];
    const { body } = expectStatus(await order(person.id, 'revoke-sessions'), 200);
    expect(body.data).toEqual({ revokedCount: 1 });
    expectStatus(await me(person.token), 401, 'invalid_token');
    const trusted = await verify(api, await askedToLogIn(api, person), totp(person.secret, 1), { trustDevice: true });
    const { deviceToken } = expectStatus(trusted, 200).body.data;
    await suite.query('update totp_secrets set last_used_step = null where user_id = $1', [person.id]);
    for (let count = 0; count < 5; count += 1) await logIn(api, { ...person, password: 'Wrong-Horse-7' });
    expectStatus(await logIn(api, person), 429, 'too_many_requests');
    const atDevice = (password: string) => api.post('/auth/login', { email: person.email, password, deviceToken });
    for (let count = 0; count < 5; count += 1) expectStatus(await atDevice('Wrong-Horse-7'), 401, 'invalid_credentials');
    expectStatus(await atDevice(person.password), 429, 'too_many_requests');
    expectStatus(await order(person.id, 'unlock'), 200);
    expectStatus(await atDevice('Wrong-Horse-7'), 401, 'invalid_credentials');
    for (let round = 0; round < 2; round += 1) {
      const tempToken = await askedToLogIn(api, person);
      for (const code of wrongCodes(person.secret, 5)) await verify(api, tempToken, code);
    }
    const tempToken = await askedToLogIn(api, person);
    expectStatus(await verify(api, tempToken, totp(person.secret, 1)), 429, 'too_many_requests');
    expectStatus(await order(person.id, 'unlock'), 200);
    expectStatus(await verify(api, tempToken, totp(person.secret, 1)), 200);
    const half = await askedToLogIn(api, person);
    for (let count = 0; count < 5; count += 1) await verifyBackupCode(api, half, '0'.repeat(12));
    const withBackupCode = async () => verifyBackupCode(api, await askedToLogIn(api, person), person.backupCodes[0]!);
    expectStatus(await withBackupCode(), 429, 'too_many_requests');
    expectStatus(await order(person.id, 'unlock'), 200);
    expectStatus(await withBackupCode(), 200);
  });

  it('reset a lost second factor: all of it goes, and its user is told wherever codes went', async () => {
    const [{ order, id }, person] = [await boss(), await enrol(api)];
    const [number, other] = [`+4915123${String(randomInt(100_000, 1_000_000))}`, `${somebody().username}@example.net`];
    for (const [kind, body, to] of [['sms', { phoneNumber: number }, number], ['email', { email: other }, other], ['email', {}, person.email]] as const) {
      expectStatus(await api.post(`/2fa/${kind}/setup`, body, { token: person.token }), 200);
      expectStatus(await api.post(`/2fa/${kind}/verify-setup`, { code: await codeTo(place, to, 1) }, { token: person.token }), 200);
    }
    const trusted = expectStatus(await verify(api, await askedToLogIn(api, person), totp(person.secret, 1), { trustDevice: true }), 200).body.data;
    expectStatus(await api.post('/2fa/totp/setup', { label: 'pending' }, { token: trusted.accessToken }), 200);
    const tempToken = await askedToLogIn(api, person);
    expectStatus(await order(person.id, '2fa/reset'), 400, 'validation_failed');
    expectStatus(await order(person.id, '2fa/reset', { reason: 'lost phone' }), 200);
    expectStatus(await me(trusted.accessToken), 401, 'invalid_token');
    expect((await verifyBackupCode(api, tempToken, person.backupCodes[0]!)).status).toBe(401);
    const tables = ['two_factor_methods', 'totp_secrets', 'backup_code_sets', 'backup_codes', 'factor_budgets'];
    for (const table of tables) expect([table, await suite.query(`select * from ${table} where user_id = $1`, [person.id])]).toEqual([table, []]);
    const { accessToken, user } = (await signIn(api, person)) as { accessToken: string; user: object };
    expect(user).toMatchObject({ twoFactorEnabled: false });
    const anew = await enrolApp(api, accessToken);
    const login = { email: person.email, password: person.password, deviceToken: trusted.deviceToken as string };
    expect((await api.post('/auth/login', login, IN_BODY)).body.data.requiresTwoFactor).toBe(true);
    expect(anew.methodId).not.toBe(person.methodId);
    expect(await events(person.id, '2fa.reset')).toEqual([{ reason: 'lost phone', data: { byUserId: id, revokedCount: 2 } }]);
    const { body } = await api.get('/auth/activity', { token: accessToken });
    expect(JSON.stringify(body.data)).not.toContain('lost phone');
    const shown = (body.data.events as { type: string }[]).find(({ type }) => type === '2fa.reset');
    expect(shown).toMatchObject({ ipAddress: null, userAgent: null, deviceName: null, data: { revokedCount: 2 } });
    expect(JSON.stringify(body.data)).not.toContain(id);
    expect((await mailed(person.email, /second factors of your .* were removed/)).text).not.toContain('From the address');
    const removed = /second factors of your .* were removed/;
    const told = async (to: string) => (await inboxOf(place, to)).filter(({ text, subject = text }) => removed.test(subject));
    for (const to of [person.email, other, number]) await until('the notice', async () => (await told(to)).length === 1);
    const [text] = (await told(number)).map((message) => message.text);
    expect([text, text!.length < 160]).toEqual([expect.stringMatching(/were removed\. If you did not ask for this, change your password/), true]);
    // The account's own address is mailed by the event, and not once more as a method.
    const ofMethods = `select channel from messages where user_id = $1 and purpose = 'notice' and dedupe_key is null order by channel`;
    expect(await suite.query(ofMethods, [person.id])).toEqual([{ channel: 'email' }, { channel: 'sms' }]);
  });

  it('reset no factor of their own, none without a second factor, and none by an old proof', async () => {
    const [{ order, id, token }, weak, person] = [await boss(), await administrator(api, suite), await enrol(api)];
    const reset = (by: string, whom: string) => api.post(`/users/${whom}/2fa/reset`, { reason: 'lost' }, { token: by });
    expectStatus(await order(id, '2fa/reset', { reason: 'lost' }), 403, 'forbidden');
    expectStatus(await reset(weak.token, person.id), 403, 'forbidden');
    expectStatus(await reset(person.token, id), 403, 'forbidden');
    const former = await administrator(api, suite);
    const { methodId } = await enrolApp(api, former.token);
    expectStatus(await api.delete(`/2fa/methods/${methodId}`, { token: former.token }), 200);
    const raised = expectStatus(await api.post('/auth/step-up', { password: former.password }, { token: former.token }), 200).body.data;
    expect(claimsOf(raised.accessToken as string)).toMatchObject({ acr: 'urn:countersign:acr:1fa', amr: ['pwd'] });
    expectStatus(await reset(former.token, person.id), 403, 'forbidden');
    await suite.query(`update sessions set auth_time = now() - interval '16 minutes' where user_id = $1`, [id]);
    for (const what of ['2fa/reset', 'suspend', 'reinstate', 'unlock', 'revoke-sessions']) {
      expectStatus(await order(person.id, what, { reason: 'lost' }), 401, 'step_up_required');
    }
    expectStatus(await me(person.token), 200);
    expectStatus(await api.get('/users', { token }), 200);
  });
});
