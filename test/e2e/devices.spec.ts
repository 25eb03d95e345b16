import type { Client, Reply } from '../support/client';
import { askedToLogIn, enrol, enrolApp, expectStatus, IN_BODY, verify, type EnrolledPerson } from '../support/people';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { claimsOf } from '../support/tokens';
import { totp } from '../support/totp';
import { until } from '../support/until';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

let suite: Suite;
let api: Client;
let inbox: string;

beforeAll(async () => {
  suite = await sharedSuite();
  const [{ api: client, url }] = await Promise.all([suite.start('api'), suite.start('worker')]);
  [api, inbox] = [client, `${url}/dev/inbox.json`];
}, 60_000);
afterAll(() => suite?.end());

interface Device {
  readonly id: string;
  readonly token: string;
  readonly accessToken: string;
  /** As a browser sends it. */
  readonly cookie: string;
  readonly setCookie: string;
}

/** Lets the app's next codes come at once. */
const passSteps = (userId: string) => suite.query('update totp_secrets set last_used_step = null where user_id = $1', [userId]);
const passSinceSpent = (seconds: number) =>
  suite.query(`update trusted_device_tokens set spent_at = spent_at - make_interval(secs => $1)`, [seconds]);
const deviceCookie = ({ headers }: Reply) => headers.getSetCookie().find((cookie) => cookie.startsWith('deviceToken_')) ?? '';
const pairOf = (setCookie: string) => setCookie.split(';')[0]!;
const logInAt = ({ email, password }: EnrolledPerson, headers: Record<string, string> = {}, more: object = {}) =>
  api.post('/auth/login', { emailOrUsername: email, password, ...more }, { headers });

/** Answers the question with a code, as a browser does, and trusts the device. */
async function trust(person: EnrolledPerson, more: object = {}, headers: Record<string, string> = {}): Promise<Device> {
  await passSteps(person.id);
  const body = { tempToken: await askedToLogIn(api, person), code: totp(person.secret, 1), trustDevice: true, ...more };
  const reply = expectStatus(await api.post('/2fa/verify', body, { headers }), 200);
  const { deviceId: id, deviceToken: token, accessToken } = reply.body.data as { deviceId: string; deviceToken: string; accessToken: string };
  const setCookie = deviceCookie(reply);
  return { id, token, accessToken, setCookie, cookie: pairOf(setCookie) };
}

const isAsked = (reply: Reply) => expectStatus(reply, 200).body.data.requiresTwoFactor === true;
const list = async (token: string, headers = {}) =>
  expectStatus(await api.get('/2fa/devices', { token, headers }), 200).body.data.devices as Record<string, unknown>[];
const eventsOf = async (userId: string, type: string) => suite.query('select * from audit_log where user_id = $1 and type = $2', [userId, type]);
const mailsTo = async (email: string) => {
  const { messages } = (await (await fetch(`${inbox}?to=${email}`)).json()) as { messages: { subject: string; text: string }[] };
  return messages;
};
const mailed = (email: string, subject: RegExp) =>
  until(`a mail ${subject}`, async () => (await mailsTo(email)).find((mail) => subject.test(mail.subject)));

describe('a device that was trusted', () => {
  it('logs in without a code, in a session of one factor that never counts as fresh', async () => {
    const person = await enrol(api);
    const { token, setCookie, cookie } = await trust(person);
    expect(setCookie).toMatch(/^deviceToken_[0-9a-f]{8}=dt_[\w-]{43}; Max-Age=2592000; Path=\/api; HttpOnly; SameSite=Strict$/);
    expect(cookie.endsWith(token)).toBe(true);
    const reply = expectStatus(await logInAt(person, { cookie }), 200);
    const { accessToken, user, ...data } = reply.body.data;
    expect([user.id, data]).toEqual([person.id, { tokenType: 'Bearer', expiresIn: 900 }]);
    expect(deviceCookie(reply)).toMatch(/; Max-Age=25\d{5}; Path=\/api; HttpOnly; SameSite=Strict$/);
    const [session] = await suite.query('select aal, amr from sessions where user_id = $1 order by created_at desc limit 1', [person.id]);
    expect(session).toEqual({ aal: 1, amr: ['pwd'] });
    expectStatus(await api.post('/2fa/totp/setup', {}, { token: accessToken, headers: { cookie } }), 401, 'step_up_required');
    expectStatus(await api.delete('/2fa/devices', { token: accessToken, headers: { cookie } }), 401, 'step_up_required');
    await passSteps(person.id);
    const raised = expectStatus(await api.post('/auth/step-up', { code: totp(person.secret, 1) }, { token: accessToken }), 200).body.data;
    expect(claimsOf(raised.accessToken)).toMatchObject({ acr: 'urn:countersign:acr:2fa', amr: ['mfa', 'otp', 'pwd'] });
    const [login] = await suite.query(`select data from audit_log where user_id = $1 and type = 'user.login' order by created_at desc limit 1`, [person.id]);
    expect(login).toMatchObject({ data: { excusedBy: 'trusted-device' } });
    await mailed(person.email, /logs in to your .* without a code now/);
  });

  it('is no device without asking, and asking takes a boolean', async () => {
    const person = await enrol(api);
    const tempToken = await askedToLogIn(api, person);
    for (const trustDevice of ['true', 1, null]) {
      expectStatus(await verify(api, tempToken, totp(person.secret, 1), { trustDevice }), 400, 'validation_failed');
    }
    expectStatus(await verify(api, tempToken, '000000', { trustDevice: true }), 400, 'invalid_code');
    const { body } = expectStatus(await verify(api, tempToken, totp(person.secret, 1), { trustDevice: false, deviceName: 'x' }), 200);
    expect([body.data.deviceToken, await list(body.data.accessToken)]).toEqual([undefined, []]);
  });

  it('works without a cookie jar, in the body and in a header', async () => {
    const person = await enrol(api);
    const first = expectStatus(await verify(api, await askedToLogIn(api, person), totp(person.secret, 1), { trustDevice: true }), 200);
    expect(deviceCookie(first)).toBe('');
    const second = expectStatus(await logInAt(person, IN_BODY.headers, { deviceToken: first.body.data.deviceToken }), 200);
    const third = expectStatus(await logInAt(person, { ...IN_BODY.headers, 'x-device-token': second.body.data.deviceToken }), 200);
    const seen = [first, second, third].map(({ body }) => body.data.deviceToken as string);
    expect([new Set(seen).size, deviceCookie(third)]).toEqual([3, '']);
    for (const deviceToken of [7, null, {}, '', 'x'.repeat(201)]) expectStatus(await logInAt(person, {}, { deviceToken }), 400);
    for (const odd of ['dt_', `dt_${'A'.repeat(42)}B`, first.body.data.accessToken.slice(0, 199)]) expect(isAsked(await logInAt(person, {}, { deviceToken: odd }))).toBe(true);
  });

  it('ends when a used-up token comes back: a code is asked for, and the user is told', async () => {
    const person = await enrol(api);
    const { cookie } = await trust(person);
    const [one, again] = [await logInAt(person, { cookie }), await logInAt(person, { cookie })];
    expect(pairOf(deviceCookie(again))).toBe(pairOf(deviceCookie(one)));
    await passSinceSpent(11);
    expectStatus(await logInAt({ ...person, password: 'Wrong-Horse-7' }, { cookie }), 401, 'invalid_credentials');
    expect(await eventsOf(person.id, 'device.theft_suspected')).toEqual([]);
    expect(isAsked(await logInAt(person, { cookie }))).toBe(true);
    expect(isAsked(await logInAt(person, { cookie: pairOf(deviceCookie(one)) }))).toBe(true);
    expect(await eventsOf(person.id, 'device.theft_suspected')).toHaveLength(1);
    const { text } = await mailed(person.email, /may have been copied/);
    expect(text).toContain('the device is trusted no more');
  });

  it('leaves a wrong password wrong, and a stranger’s guessing does not shut its owner out', async () => {
    const person = await enrol(api);
    const { cookie } = await trust(person);
    const guess = (headers = {}) => logInAt({ ...person, password: 'Wrong-Horse-7' }, headers);
    for (let count = 0; count < 5; count += 1) expectStatus(await guess(), 401, 'invalid_credentials');
    expectStatus(await logInAt(person), 429, 'too_many_requests');
    const reply = await logInAt(person, { cookie });
    expect(isAsked(reply)).toBe(false);
    const next = pairOf(deviceCookie(reply));
    for (let count = 0; count < 5; count += 1) expectStatus(await guess({ cookie: next }), 401, 'invalid_credentials');
    expectStatus(await logInAt(person, { cookie: next }), 429, 'too_many_requests');
    await passSinceSpent(11);
    // A used-up token names no bucket of its own: it is a stranger's.
    expectStatus(await guess({ cookie }), 429, 'too_many_requests');
  });

  it('is one of two people in one browser, who both keep theirs', async () => {
    const [one, other] = [await enrol(api), await enrol(api)];
    const [first, second] = [await trust(one), await trust(other)];
    expect(first.cookie.split('=')[0]).not.toBe(second.cookie.split('=')[0]);
    const cookie = `${first.cookie}; ${second.cookie}`;
    const reply = await logInAt(one, { cookie });
    expect([isAsked(reply), reply.headers.getSetCookie().filter((set) => set.startsWith('deviceToken_')).length]).toEqual([false, 1]);
    expect(isAsked(await logInAt(other, { cookie }))).toBe(false);
    const foreign = await logInAt(one, { cookie: second.cookie });
    expect([isAsked(foreign), deviceCookie(foreign)]).toEqual([true, '']);
    expect(isAsked(await logInAt(one, { cookie: `${first.cookie.split('=')[0]}=${second.token}` }))).toBe(true);
  });
});

describe('the list of devices', () => {
  it('shows them, which one asks, and takes another name', async () => {
    const person = await enrol(api);
    const [laptop, phone] = [await trust(person, { deviceName: '  My\u0007 Laptop ' }), await trust(person, {}, { 'user-agent': FIREFOX })];
    const time = expect.stringMatching(/^\d{4}-.*Z$/);
    const about = { ipAddress: expect.stringContaining('127.0.0.1'), createdAt: time, lastUsedAt: time, expiresAt: time };
    expect(await list(phone.accessToken, { cookie: phone.cookie })).toEqual([
      { id: phone.id, deviceName: 'Firefox on Linux', userAgent: FIREFOX, current: true, ...about },
      { id: laptop.id, deviceName: 'My Laptop', userAgent: 'node', current: false, ...about },
    ]);
    const used = expectStatus(await logInAt(person, { cookie: laptop.cookie }), 200).body.data.accessToken as string;
    const { sessions } = expectStatus(await api.get('/auth/sessions', { token: used }), 200).body.data as { sessions: { deviceName: string }[] };
    expect(sessions.map(({ deviceName }) => deviceName).sort()).toEqual(['Firefox on Linux', 'My Laptop', 'My Laptop', 'node']);
    await mailed(person.email, /signed in to from a new device/);
    const rename = (deviceName: unknown) => api.patch(`/2fa/devices/${laptop.id}`, { deviceName }, { token: phone.accessToken, headers: { 'x-device-token': laptop.token } });
    const { body } = expectStatus(await rename('Old\nlaptop'), 200);
    expect(body.data.device).toMatchObject({ id: laptop.id, deviceName: 'Old laptop', current: true });
    expect(await suite.query(`select data from audit_log where type = 'device.renamed' and user_id = $1`, [person.id])).toEqual([{ data: { deviceId: laptop.id } }]);
    for (const odd of ['', ' \u200b', null, 7, ['x']]) expectStatus(await rename(odd), 400, 'validation_failed');
  });

  it('removes one, and clears the cookie of the one that asks', async () => {
    const person = await enrol(api);
    const [laptop, phone] = [await trust(person), await trust(person)];
    const remove = ({ id }: Device, headers = {}) => api.delete(`/2fa/devices/${id}`, { token: phone.accessToken, headers });
    expect(deviceCookie(expectStatus(await remove(laptop, { cookie: phone.cookie }), 200))).toBe('');
    expect(isAsked(await logInAt(person, { cookie: laptop.cookie }))).toBe(true);
    const own = expectStatus(await remove(phone, { cookie: phone.cookie }), 200);
    expect(deviceCookie(own)).toMatch(/^deviceToken_[0-9a-f]{8}=; Max-Age=0; Path=\/api;/);
    expect(isAsked(await logInAt(person, { cookie: phone.cookie }))).toBe(true);
    expectStatus(await remove(phone), 404, 'not_found');
    expect(await eventsOf(person.id, 'device.revoked')).toHaveLength(2);
    await mailed(person.email, /needs a code again/);
  });

  it('removes all, for a fresh session', async () => {
    const person = await enrol(api);
    const devices = [await trust(person), await trust(person)];
    const { accessToken: token } = devices[1]!;
    await suite.query(`update sessions set auth_time = now() - interval '16 minutes' where user_id = $1`, [person.id]);
    expectStatus(await api.delete('/2fa/devices', { token }), 401, 'step_up_required');
    await passSteps(person.id);
    expectStatus(await api.post('/auth/step-up', { code: totp(person.secret, 1) }, { token }), 200);
    const { body } = expectStatus(await api.delete('/2fa/devices', { token }), 200);
    expect(body.data).toEqual({ removedCount: 2 });
    for (const { cookie } of devices) expect(isAsked(await logInAt(person, { cookie }))).toBe(true);
    expect((await api.delete('/2fa/devices', { token })).body.data).toEqual({ removedCount: 0 });
  });

  it('is its owner’s: somebody else’s device is not there', async () => {
    const [person, stranger] = [await enrol(api), await enrol(api)];
    const { id, cookie } = await trust(person);
    const { token } = stranger;
    for (const path of [`/2fa/devices/${id}`, '/2fa/devices/nonsense', '/2fa/devices/%00', `/2fa/devices/${stranger.id}`]) {
      expect([(await api.patch(path, { deviceName: 'mine' }, { token })).status, (await api.delete(path, { token })).status]).toEqual(
        path.endsWith('%00') ? [400, 400] : [404, 404],
      );
    }
    expect(await list(token, { cookie })).toEqual([]);
    expect((await api.delete('/2fa/devices', { token })).body.data).toEqual({ removedCount: 0 });
    expectStatus(await api.get('/2fa/devices'), 401, 'invalid_token');
    expect(isAsked(await logInAt(person, { cookie }))).toBe(false);
  });
});

describe('trust ends', () => {
  const password = 'Better-Battery-8';
  const change = ({ password: currentPassword }: EnrolledPerson, token: string) =>
    api.post('/auth/change-password', { currentPassword, newPassword: password }, { token });

  it.each<[string, (person: EnrolledPerson, token: string) => Promise<Reply>]>([
    ['with a new password', change],
    ['with the sessions', (_person, token) => api.post('/auth/revoke-sessions', { keepCurrent: true }, { token })],
    ['with the removal of a method', (person, token) => api.delete(`/2fa/methods/${person.methodId}`, { token })],
  ])('%s', async (_what, end) => {
    const person = await enrol(api);
    await enrolApp(api, person.token);
    const { cookie, accessToken } = await trust(person);
    expectStatus(await end(person, accessToken), 200);
    expect(await list(accessToken)).toEqual([]);
    const now = end === change ? { ...person, password } : person;
    expect(isAsked(await logInAt(now, { cookie }))).toBe(true);
  });

  it('after thirty days, however often the device was used', async () => {
    const person = await enrol(api);
    const { cookie } = await trust(person);
    await suite.query(`update trusted_devices set expires_at = expires_at - interval '29 days 23 hours' where user_id = $1`, [person.id]);
    const used = await logInAt(person, { cookie });
    expect(deviceCookie(used)).toMatch(/; Max-Age=3[56]\d\d;/);
    await suite.query(`update trusted_devices set expires_at = expires_at - interval '1 hour' where user_id = $1`, [person.id]);
    expect(isAsked(await logInAt(person, { cookie: pairOf(deviceCookie(used)) }))).toBe(true);
  });
});
