import { randomBytes, randomUUID } from 'node:crypto';
import type { Client, Reply } from '../support/client';
import { codeTo } from '../support/inbox';
import { administrator, makeKey, withKey } from '../support/keys';
import { expectStatus, logIn, register, somebody } from '../support/people';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { currentStep, fromBase32, hotp, totp, wrongCodes } from '../support/totp';

let suite: Suite;
let api: Client;
let url: string;
let adminId: string;
let key: string;

beforeAll(async () => {
  suite = await sharedSuite();
  [{ api, url }] = await Promise.all([suite.start('api'), suite.start('worker')]);
  const admin = await administrator(api, suite);
  adminId = admin.id;
  key = (await makeKey(api, admin.token, { scopes: ['user:read', 'user:write', '2fa:read', '2fa:write', '2fa:verify'], rateLimit: 100_000 })).apiKey;
}, 60_000);

const post = (path: string, body?: object) => api.post(path, body, withKey(key));
const [get, remove] = [(path: string) => api.get(path, withKey(key)), (path: string) => api.delete(path, withKey(key))];
const upsert = (input: object) => post('/users', input);
const verify = (userId: string, code: string, more: object = {}) => post('/2fa/verify', { userId, code, ...more });

/** A user of an application, with an authenticator app. */
async function enrolled() {
  const externalId = randomUUID();
  const userId = `ext:${externalId}`;
  const { id } = expectStatus(await upsert({ externalId }), 201).body.data.user as { id: string };
  const { secret, methodId } = expectStatus(await post('/2fa/totp/setup', { userId }), 200).body.data;
  const code = hotp(fromBase32(secret), currentStep());
  const { backupCodes } = expectStatus(await post('/2fa/totp/verify-setup', { userId, code }), 200).body.data;
  return { userId, id, secret: secret as string, methodId: methodId as string, backupCodes: backupCodes as string[] };
}

async function asked(userId: string, more: object = {}): Promise<string> {
  return expectStatus(await post('/2fa/challenges', { userId, ...more }), 200).body.data.challengeId;
}
const stateOf = async (challengeId: string) => (await get(`/2fa/challenges/${challengeId}`)).body.data;

describe('users of an application', () => {
  it('are made without a password, found again, and given what is new', async () => {
    const { email } = somebody();
    const externalId = `cust/${randomBytes(6).toString('hex')}@shop`;
    const { body } = expectStatus(await upsert({ externalId, email, phoneNumber: '+49 (151) 2345-6789' }), 201);
    const { user } = body.data;
    expect(user).toMatchObject({ email, username: null, externalId, phoneNumber: '+49*********89', emailVerified: false, twoFactorEnabled: false, role: 'user' });
    expect(expectStatus(await upsert({ externalId }), 200).body.data.user).toEqual(user);
    const moved = expectStatus(await upsert({ externalId, email: `new-${email}` }), 200).body.data.user;
    expect([moved.id, moved.email, moved.phoneNumber]).toEqual([user.id, `new-${email}`, user.phoneNumber]);
    for (const id of [user.id, `ext:${encodeURIComponent(externalId)}`]) expect((await get(`/users/${id}`)).body.data.user).toEqual(moved);
    const [row] = await suite.query('select u::text as text from users u where id = $1', [user.id]);
    expect(row!.text).not.toContain('23456789');
    const other = await register(api);
    expectStatus(await upsert({ externalId: randomUUID(), email: other.email }), 409, 'email_taken');
    expectStatus(await upsert({ externalId, email: other.email.toUpperCase() }), 409, 'email_taken');
    expectStatus(await get('/users/ext:nobody'), 404, 'not_found');
  });

  it('are one, however many at once make them', async () => {
    const externalId = randomUUID();
    const replies = await Promise.all(Array.from({ length: 10 }, (_, index) => upsert({ externalId, phoneNumber: `+4915123456${10 + index}` })));
    expect(replies.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(200), 201]);
    expect(new Set(replies.map(({ body }) => body.data.user.id)).size).toBe(1);
  });

  it.each([{ externalId: '' }, { externalId: 'two words' }, { externalId: 'ü' }, { externalId: 'x'.repeat(129) }, { email: 'a@b.test' }, { externalId: 'x', phoneNumber: '0151' }, { externalId: 'x', password: 'Correct-Horse-7' }])(
    'are not %j',
    async (input) => {
      expectStatus(await upsert(input), 400, 'validation_failed');
    },
  );

  it('cannot log in here, with or without an address', async () => {
    const { email } = somebody();
    await upsert({ externalId: randomUUID(), email });
    for (const password of ['', 'null', 'Correct-Horse-7']) expect([400, 401]).toContain((await logIn(api, { email, password })).status);
    expectStatus(await logIn(api, { email, password: 'Correct-Horse-7' }), 401, 'invalid_credentials');
    expectStatus(await api.post('/auth/register', { ...somebody(), email }), 409, 'email_taken');
  });

  it('are for administrators’ keys with the scope', async () => {
    const person = await register(api);
    const { apiKey } = await makeKey(api, person.token);
    expectStatus(await api.post('/users', { externalId: 'x' }, withKey(apiKey)), 403, 'forbidden');
    expectStatus(await api.get(`/users/${person.id}`, withKey(apiKey)), 403, 'forbidden');
    expectStatus(await api.get(`/users/${person.id}`, { token: person.token }), 403, 'forbidden');
    expectStatus(await remove(`/users/${adminId}`), 403, 'forbidden');
  });

  it('are deleted with everything but the trail', async () => {
    const { userId, id, secret } = await enrolled();
    await asked(userId);
    expectStatus(await verify(userId, totp(secret, 1), { trustDevice: true }), 200);
    const left = async () => {
      const tables = await suite.query<{ name: string }>(
        `select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
         where c.column_name = 'user_id' and t.table_type = 'BASE TABLE' and c.table_schema = 'public' and c.table_name !~ '^audit_log'`,
      );
      const counts = await Promise.all(tables.map(({ name }) => suite.query<{ count: number }>(`select count(*)::int as count from ${name} where user_id = $1`, [id])));
      return tables.flatMap(({ name }, index) => (counts[index]![0]!.count > 0 ? [name] : []));
    };
    expect((await left()).sort()).toEqual(expect.arrayContaining(['backup_codes', 'challenges', 'totp_secrets', 'trusted_devices', 'two_factor_methods']));
    expectStatus(await remove(`/users/${userId}`), 200);
    expect(await left()).toEqual([]);
    for (const reply of [await get(`/users/${userId}`), await remove(`/users/${userId}`), await verify(userId, '000000')]) expectStatus(reply, 404, 'not_found');
    const events = await suite.query<{ type: string }>('select type from audit_log where user_id = $1 order by id', [id]);
    expect(events.map(({ type }) => type)).toEqual(['user.registered', '2fa.enabled', '2fa.method_added', '2fa.verified', 'device.trusted', 'user.deleted']);
  });
});

describe('a question to a user', () => {
  it('is approved by one right code, and no session comes of it', async () => {
    const { userId, id, secret, methodId } = await enrolled();
    const { body } = expectStatus(await post('/2fa/challenges', { userId, purpose: 'payment' }), 200);
    const { challengeId } = body.data;
    expect(body.data).toEqual({
      ...{ challengeId, codeSent: false, expiresIn: 300 },
      methods: [{ id: methodId, type: 'totp', label: null, isDefault: true }],
    });
    // One with a purpose is answered by its id alone.
    expectStatus(await verify(userId, wrongCodes(secret, 2)[1]!), 400, 'invalid_code');
    expect(await stateOf(challengeId)).toMatchObject({ status: 'pending', purpose: 'payment', userId: id, attemptsRemaining: 5 });
    const wrong = expectStatus(await verify(userId, wrongCodes(secret)[0]!, { challengeId }), 400, 'invalid_code');
    expect([wrong.body.attemptsRemaining, (await stateOf(challengeId)).attemptsRemaining]).toEqual([4, 4]);
    const right = expectStatus(await verify(userId, totp(secret, 1), { challengeId }), 200);
    expect([right.body, right.headers.getSetCookie()]).toEqual([{ success: true, data: { verified: true, method: 'totp', methodId, amr: ['otp'] } }, []]);
    expect(await stateOf(challengeId)).toMatchObject({ status: 'approved' });
    expectStatus(await verify(userId, totp(secret, 1), { challengeId }), 404, 'not_found');
    expect(expectStatus(await verify(userId, totp(secret, 1)), 400, 'code_already_used').body.retryAfter).toBeGreaterThan(0);
    expect(await suite.query('select 1 from sessions where user_id = $1', [id])).toEqual([]);
  });

  it('is expired, exhausted or canceled, and then takes no code', async () => {
    const { userId, secret } = await enrolled();
    const [expired, canceled, exhausted, ended] = [await asked(userId), await asked(userId), await asked(userId), await asked(userId)];
    await suite.query('update challenges set expires_at = now() where id = $1', [expired]);
    expect(expectStatus(await remove(`/2fa/challenges/${canceled}`), 200).body.data.status).toBe('canceled');
    for (const code of wrongCodes(secret, 5)) expectStatus(await verify(userId, code, { challengeId: exhausted }), 400, 'invalid_code');
    for (const [challengeId, status] of [[expired, 'expired'], [canceled, 'canceled'], [exhausted, 'exhausted']]) {
      expectStatus(await verify(userId, totp(secret, 1), { challengeId }), 404, 'not_found');
      expect(await stateOf(challengeId!)).toMatchObject({ status });
      expect((await remove(`/2fa/challenges/${challengeId}`)).body.data.status).toBe(status);
    }
    // Whatever ends the trust of a user ends the question.
    await suite.query('update users set trust_epoch = trust_epoch + 1 where id = (select user_id from challenges where id = $1)', [ended]);
    expect(await stateOf(ended)).toMatchObject({ status: 'canceled' });
  });

  it('has the budget of all checks: ten wrong ones lock, over challenges and without', async () => {
    const { userId, id, secret } = await enrolled();
    const wrong = wrongCodes(secret, 10);
    for (const [index, code] of wrong.entries()) {
      const challengeId = index % 2 ? await asked(userId) : undefined;
      expectStatus(await verify(userId, code, { challengeId }), 400, 'invalid_code');
    }
    const refused = expectStatus(await verify(userId, totp(secret, 1)), 429, 'too_many_requests');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(880);
    const events = await suite.query<{ type: string; purpose: string }>(`select type, data->>'purpose' as purpose from audit_log where user_id = $1 and type in ('2fa.failed', 'user.locked') order by id`, [id]);
    expect(events.map(({ type }) => type)).toEqual([...Array<string>(10).fill('2fa.failed'), 'user.locked']);
    expect(events[0]!.purpose).toBe('verification');
  });

  it('is of one user: others’ keys do not find it', async () => {
    const { userId, secret, methodId } = await enrolled();
    const challengeId = await asked(userId);
    const [stranger, other] = [await register(api), await enrolled()];
    const { apiKey } = await makeKey(api, stranger.token);
    for (const reply of [
      await api.get(`/2fa/challenges/${challengeId}`, withKey(apiKey)),
      await api.delete(`/2fa/challenges/${challengeId}`, withKey(apiKey)),
      await api.post('/2fa/verify', { code: totp(secret, 1), challengeId }, withKey(apiKey)),
      await get(`/2fa/challenges/${challengeId}?userId=${other.userId}`),
      await verify(other.userId, totp(secret, 1), { challengeId }),
      await verify(other.userId, totp(other.secret, 1), { methodId }),
      await post('/2fa/challenges', { userId: other.userId, methodId }),
      await remove(`/2fa/methods/${methodId}?userId=${other.userId}`),
    ]) expectStatus(reply, 404, 'not_found');
    expectStatus(await api.post('/2fa/challenges', { userId }, withKey(apiKey)), 403, 'forbidden');
    expectStatus(await api.post('/2fa/challenges', {}, withKey(apiKey)), 409, 'two_factor_off');
    expect(await stateOf(challengeId)).toMatchObject({ status: 'pending', attemptsRemaining: 5 });
  });

  it('takes a tempToken or a key, never both, and neither the one of a log-in', async () => {
    const { userId, secret } = await enrolled();
    const tempToken = `tt_${randomBytes(32).toString('base64url')}`;
    const pointer = ({ body }: Reply) => body.violations[0].pointer;
    expect(pointer(expectStatus(await verify(userId, totp(secret, 1), { tempToken }), 400, 'validation_failed'))).toBe('/tempToken');
    expect(pointer(expectStatus(await api.post('/2fa/verify', { code: '000000' }), 400, 'validation_failed'))).toBe('/tempToken');
    expectStatus(await api.post('/2fa/verify', { userId, code: '000000' }), 400, 'validation_failed');
    expectStatus(await api.post('/2fa/verify', { code: '000000', tempToken }), 401, 'invalid_temp_token');
    expectStatus(await api.post('/2fa/challenges', { userId }), 401, 'invalid_token');
  });
});

describe('what else an application does for its users', () => {
  it('sends codes to where it said they are reached', async () => {
    const { email } = somebody();
    const externalId = randomUUID();
    await upsert({ externalId, email, phoneNumber: `+4915${String(randomBytes(4).readUInt32BE()).padStart(10, '0').slice(-9)}` });
    const userId = `ext:${externalId}`;
    const sms = expectStatus(await post('/2fa/sms/setup', { userId }), 200).body.data;
    expect(sms).toMatchObject({ codeSent: true, destination: expect.stringMatching(/^\+49\*+\d\d$/) });
    expectStatus(await post('/2fa/email/setup', { userId }), 200);
    expectStatus(await post('/2fa/email/verify-setup', { userId, code: await codeTo(url, email, 1) }), 200);
    const { challengeId, ...question } = expectStatus(await post('/2fa/challenges', { userId }), 200).body.data;
    expect(question).toMatchObject({ codeSent: true, destination: expect.stringContaining('***'), retryAfter: expect.any(Number) });
    const { body } = expectStatus(await verify(userId, await codeTo(url, email, 2)), 200);
    expect(body.data).toMatchObject({ verified: true, method: 'email' });
    expect(await stateOf(challengeId)).toMatchObject({ status: 'approved' });
  });

  it('lists, names and removes methods, and counts, takes and renews backup codes', async () => {
    const { userId, methodId, backupCodes } = await enrolled();
    const { body } = expectStatus(await api.patch(`/2fa/methods/${methodId}`, { userId, label: 'Blue phone' }, withKey(key)), 200);
    expect(body.data.method).toMatchObject({ id: methodId, label: 'Blue phone' });
    expect(expectStatus(await verify(userId, backupCodes[0]!), 200).body.data).toEqual({ verified: true, method: expect.any(String), amr: expect.any(Array) });
    expectStatus(await verify(userId, backupCodes[0]!), 400);
    expect((await get(`/2fa/backup-codes/count?userId=${userId}`)).body.data).toMatchObject({ remaining: 9 });
    expect(expectStatus(await post('/2fa/backup-codes/generate', { userId }), 200).body.data.backupCodes).toHaveLength(10);
    expect(expectStatus(await remove(`/2fa/methods/${methodId}?userId=${userId}`), 200).body.data).toEqual({ twoFactorEnabled: false });
    expect((await get(`/2fa/methods?userId=${userId}`)).body.data.methods).toEqual([]);
    expectStatus(await post('/2fa/challenges', { userId }), 409, 'two_factor_off');
  });

  it('trusts devices by a token that each use renews', async () => {
    const { userId, id, secret } = await enrolled();
    const context = { ipAddress: '203.0.113.9', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
    const { deviceToken, deviceId } = expectStatus(await verify(userId, totp(secret, 1), { trustDevice: true, context }), 200).body.data;
    const check = async (token: string, whose = userId) => expectStatus(await post('/2fa/devices/verify', { userId: whose, deviceToken: token }), 200).body.data;
    const second = await check(deviceToken);
    expect(second).toEqual({ trusted: true, deviceToken: expect.stringMatching(/^dt_/) });
    expect(await check(deviceToken)).toEqual(second);
    expect((await check(second.deviceToken)).trusted).toBe(true);
    expect(await check(second.deviceToken, (await enrolled()).userId)).toEqual({ trusted: false });
    const { devices } = (await get(`/2fa/devices?userId=${userId}`)).body.data;
    expect(devices).toMatchObject([{ id: deviceId, deviceName: expect.stringContaining('Firefox') }]);
    const [event] = await suite.query<{ data: object }>(`select data from audit_log where user_id = $1 and type = 'device.trusted'`, [id]);
    expect(event!.data).toMatchObject({ deviceId, claimed: context, byKey: expect.any(String) });
    expectStatus(await remove(`/2fa/devices?userId=${userId}`), 200);
    for (const token of [second.deviceToken, 'dt_none', 'x']) expect(await check(token)).toEqual({ trusted: false });
  });
});
