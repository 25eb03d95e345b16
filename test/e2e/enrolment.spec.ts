import pg from 'pg';
import { PNG } from 'pngjs';
import decodeQr from 'qr/decode.js';
import type { Client } from '../support/client';
import { askedToLogIn, enrol, enrolApp, expectStatus, logInWithCode, register, signIn, verify } from '../support/people';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { totp, wrongCodes } from '../support/totp';
import { until } from '../support/until';

let suite: Suite;
let api: Client;

beforeAll(async () => {
  suite = await sharedSuite();
  ({ api } = await suite.start('api'));
}, 60_000);
afterAll(() => suite?.end());

const TEN_CODES = Array<unknown>(10).fill(expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{12}$/));
const TIME = expect.stringMatching(/Z$/);
const setup = (token: string, body: object = {}) => api.post('/2fa/totp/setup', body, { token });
const confirm = (token: string, body: object) => api.post('/2fa/totp/verify-setup', body, { token });
const methodsOf = async (token: string) => (await api.get('/2fa/methods', { token })).body.data.methods as { id: string; isDefault: boolean }[];

function textInPicture(dataUrl: string): string {
  const { width, height, data } = PNG.sync.read(Buffer.from(dataUrl.replace('data:image/png;base64,', ''), 'base64'));
  return decodeQr({ width, height, data });
}

describe('setup of an authenticator app', () => {
  it('shows the secret once, as text and as a picture', async () => {
    const { token, email } = await register(api);
    const { headers, body } = expectStatus(await setup(token, { label: ' Phone ' }), 200);
    const { methodId, secret, otpauthUrl, qrCode, ...rest } = body.data;
    expect(rest).toEqual({ backupCodes: TEN_CODES, expiresIn: 600 });
    expect(methodId).toMatch(/^[0-9a-f-]{36}$/);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(textInPicture(qrCode)).toBe(otpauthUrl);
    const { host, pathname, searchParams } = new URL(otpauthUrl);
    expect([host, decodeURIComponent(pathname), searchParams.get('secret')]).toEqual(['totp', expect.stringContaining(email), secret]);
    expect(searchParams.get('issuer')).toBe('Acme  Works');
    expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
  });

  it('turns two-factor authentication on with a right code', async () => {
    const person = await register(api);
    const { secret, methodId, backupCodes } = (await setup(person.token, { label: 'Phone' })).body.data;
    const { body } = expectStatus(await confirm(person.token, { code: totp(secret) }), 200);
    const { nextCodeInSeconds, ...data } = body.data;
    const method = { id: methodId, type: 'totp', label: 'Phone', isDefault: true, verifiedAt: TIME, lastUsedAt: TIME, createdAt: TIME };
    expect(data).toEqual({ method, twoFactorEnabled: true, backupCodes });
    expect([nextCodeInSeconds > 0, nextCodeInSeconds <= 60]).toEqual([true, true]);
    expect((await api.get('/auth/me', { token: person.token })).body.data.user.twoFactorEnabled).toBe(true);
    const { body: sessions } = await api.get('/auth/sessions', { token: person.token });
    expect(sessions.data.sessions).toMatchObject([{ current: true, amr: ['mfa', 'otp', 'pwd'] }]);
  });

  it('ends sessions that never showed the second factor', async () => {
    const person = await register(api);
    const other = await signIn(api, person);
    await enrolApp(api, person.token);
    expectStatus(await api.get('/auth/me', { token: other.accessToken }), 401);
  });

  it('forgives spaces and dashes, in the code and in the secret', async () => {
    const { token } = await register(api);
    const { secret } = (await setup(token)).body.data as { secret: string };
    const code = totp(secret);
    const spaced = secret.toLowerCase().replace(/(.{4})/g, '$1 ');
    expectStatus(await confirm(token, { code: ` ${code.slice(0, 3)} - ${code.slice(3)}`, secret: spaced }), 200);
  });

  it('never takes a secret of the client’s', async () => {
    const { token } = await register(api);
    expectStatus(await setup(token), 200);
    const own = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    expectStatus(await confirm(token, { code: totp(own), secret: own }), 400, 'invalid_code');
    expect((await api.get('/auth/me', { token })).body.data.user.twoFactorEnabled).toBe(false);
  });

  it('counts wrong codes, and a new setup replaces the pending one', async () => {
    const { token } = await register(api);
    const first = (await setup(token)).body.data;
    const [wrong] = wrongCodes(first.secret);
    const { body } = expectStatus(await confirm(token, { code: wrong }), 400, 'invalid_code');
    expect(body.attemptsRemaining).toBe(8);
    const second = (await setup(token)).body.data;
    expectStatus(await confirm(token, { code: totp(first.secret), methodId: first.methodId }), 400, 'setup_not_started');
    expectStatus(await confirm(token, { code: totp(second.secret), methodId: second.methodId }), 200);
  });

  it('wants the session that began it, and ends after 10 minutes', async () => {
    const person = await register(api);
    const { secret, methodId } = (await setup(person.token)).body.data;
    const other = await signIn(api, person);
    expectStatus(await confirm(other.accessToken, { code: totp(secret) }), 400, 'setup_not_started');
    await suite.query('update two_factor_methods set expires_at = now() where id = $1', [methodId]);
    expectStatus(await confirm(person.token, { code: totp(secret) }), 400, 'setup_not_started');
    expectStatus(await confirm((await register(api)).token, { code: '000000' }), 400, 'setup_not_started');
  });

  it('refuses an unknown kind and a code that is none', async () => {
    const { token } = await register(api);
    expectStatus(await api.post('/2fa/carrier-pigeon/setup', {}, { token }), 404, 'not_found');
    for (const code of ['12345', '1234567', 'abcdef', '', '１２３４５６']) expectStatus(await confirm(token, { code }), 400, 'validation_failed');
  });
});

describe('methods', () => {
  it('are listed, renamed, made the default and removed', async () => {
    const person = await enrol(api);
    const { token } = person;
    const second = await enrolApp(api, token);
    expect(await methodsOf(token)).toMatchObject([{ id: person.methodId, isDefault: true }, { id: second.methodId, isDefault: false }]);
    const changed = await api.patch(`/2fa/methods/${second.methodId}`, { label: 'Tablet', isDefault: true }, { token });
    expect(expectStatus(changed, 200).body.data.method).toMatchObject({ id: second.methodId, label: 'Tablet', isDefault: true });
    expect(await methodsOf(token)).toMatchObject([{ id: second.methodId, isDefault: true }, { id: person.methodId, isDefault: false }]);
    expectStatus(await api.patch(`/2fa/methods/${second.methodId}`, { isDefault: false }, { token }), 400, 'validation_failed');
    const removed = expectStatus(await api.delete(`/2fa/methods/${second.methodId}`, { token }), 200);
    expect(removed.body.data).toEqual({ twoFactorEnabled: true });
    expect(await methodsOf(token)).toMatchObject([{ id: person.methodId, isDefault: true }]);
  });

  it('bring backup codes with the first one alone', async () => {
    const person = await enrol(api);
    const second = await enrolApp(api, person.token);
    for (const answer of [second.setup, second.confirmed]) expect(answer).not.toHaveProperty('backupCodes');
    const { body } = await api.get('/2fa/backup-codes/count', { token: person.token });
    expect(body.data).toEqual({ count: 10, remaining: 10, total: 10 });
  });

  it('each take their own codes', async () => {
    const person = await enrol(api);
    const second = await enrolApp(api, person.token);
    const tempToken = await askedToLogIn(api, person);
    const code = totp(second.secret, 1);
    expectStatus(await verify(api, tempToken, code, { methodId: person.methodId }), 400, 'invalid_code');
    expectStatus(await verify(api, tempToken, code, { methodId: second.methodId }), 200);
  });

  it('end other sessions with each that is added, and neither this one nor a log-in half done', async () => {
    const person = await enrol(api);
    const other = await logInWithCode(api, person);
    const half = await askedToLogIn(api, person);
    const { methodId, secret } = await enrolApp(api, person.token);
    expectStatus(await api.get('/auth/me', { token: other.accessToken }), 401, 'invalid_token');
    expectStatus(await api.get('/auth/me', { token: person.token }), 200);
    expectStatus(await verify(api, half, totp(secret, 1), { methodId }), 200);
  });

  it('end the session of a log-in that is not committed yet when one is added', async () => {
    const person = await enrol(api);
    const logIn = new pg.Client({ connectionString: suite.databaseUrl });
    await logIn.connect();
    await logIn.query('begin');
    await logIn.query('select id from users where id = $1 for no key update', [person.id]);
    const { rows } = await logIn.query<{ id: string }>(
      `insert into sessions (id, user_id, aal, amr, expires_at, idle_expires_at)
       select gen_random_uuid(), user_id, aal, amr, expires_at, idle_expires_at from sessions where user_id = $1 limit 1 returning id`,
      [person.id],
    );
    const adding = enrolApp(api, person.token);
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await until('the change to wait', async () => (await suite.query(waiting)).length > 0);
    await logIn.query('commit');
    await Promise.all([adding, logIn.end()]);
    expect(await suite.query('select revoked_at from sessions where id = $1', [rows[0]!.id])).toEqual([{ revoked_at: expect.any(Date) }]);
  });

  it('turn two-factor authentication off when the last one goes, and end other sessions', async () => {
    const person = await enrol(api);
    const other = await logInWithCode(api, person);
    const half = await askedToLogIn(api, person);
    const { body } = expectStatus(await api.delete(`/2fa/methods/${person.methodId}`, { token: person.token }), 200);
    expect(body.data).toEqual({ twoFactorEnabled: false });
    expectStatus(await api.get('/auth/me', { token: other.accessToken }), 401);
    expectStatus(await verify(api, half, totp(person.secret, 1)), 401, 'invalid_temp_token');
    expect((await signIn(api, person)).user).toMatchObject({ twoFactorEnabled: false });
    expect((await suite.query('select 1 from totp_secrets where user_id = $1', [person.id])).length).toBe(0);
  });

  it('are five of a kind at most', async () => {
    const { token } = await enrol(api);
    for (let count = 0; count < 4; count += 1) await enrolApp(api, token);
    await suite.query(`update factor_budgets set setup_attempts = '{}'`);
    expectStatus(await setup(token), 409, 'too_many_methods');
  });
});
