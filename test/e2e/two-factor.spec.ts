import { PNG } from 'pngjs';
import decodeQr from 'qr/decode.js';
import type { Client } from '../support/client';
import { askedToLogIn, enrol, enrolApp, expectStatus, logIn, logInWithCode, register, signIn, verify } from '../support/people';
import { openSuite, type Suite } from '../support/suite';
import { totp, wrongCodes } from '../support/totp';

let suite: Suite;
let api: Client;

beforeAll(async () => {
  suite = await openSuite({ APP_NAME: 'Acme: Works' });
  ({ api } = await suite.start('api'));
}, 60_000);
afterAll(() => suite?.end());

const TIME = expect.stringMatching(/Z$/);
const setup = (token: string, body: object = {}) => api.post('/2fa/totp/setup', body, { token });
const confirm = (token: string, body: object) => api.post('/2fa/totp/verify-setup', body, { token });
const methodsOf = async (token: string) => (await api.get('/2fa/methods', { token })).body.data.methods as { id: string; isDefault: boolean }[];
/** Lets the app's next codes come at once: the used steps are taken back. */
const passSteps = (userId: string) => suite.query('update totp_secrets set last_used_step = null where user_id = $1', [userId]);

function textInPicture(dataUrl: string): string {
  const { width, height, data } = PNG.sync.read(Buffer.from(dataUrl.replace('data:image/png;base64,', ''), 'base64'));
  return decodeQr({ width, height, data });
}

describe('setup of an authenticator app', () => {
  it('shows the secret once, as text and as a picture', async () => {
    const { token, email } = await register(api);
    const { headers, body } = expectStatus(await setup(token, { label: ' Phone ' }), 200);
    const { methodId, secret, otpauthUrl, qrCode, ...rest } = body.data;
    expect(rest).toEqual({ expiresIn: 600 });
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
    const { secret, methodId } = (await setup(person.token, { label: 'Phone' })).body.data;
    const { body } = expectStatus(await confirm(person.token, { code: totp(secret) }), 200);
    const { nextCodeInSeconds, ...data } = body.data;
    const method = { id: methodId, type: 'totp', label: 'Phone', isDefault: true, verifiedAt: TIME, lastUsedAt: TIME, createdAt: TIME };
    expect(data).toEqual({ method, twoFactorEnabled: true });
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

describe('log-in with a second factor', () => {
  it('asks for a code after the right password', async () => {
    const person = await enrol(api);
    const { body } = expectStatus(await logIn(api, person), 200);
    expect(body).toEqual({
      success: true,
      data: {
        ...{ requiresTwoFactor: true, requires2FA: true, tempToken: expect.stringMatching(/^tt_[\w-]{43}$/), expiresIn: 300 },
        ...{ availableMethods: ['totp'], methods: [{ id: person.methodId, type: 'totp', label: null, isDefault: true }] },
        ...{ codeSent: false, canTrustDevice: false },
      },
    });
  });

  it('refuses the spent code, says when the next one comes, and takes that one already', async () => {
    const person = await enrol(api);
    const tempToken = await askedToLogIn(api, person);
    const spent = expectStatus(await verify(api, tempToken, person.spentCode), 400, 'code_already_used');
    const { retryAfter, detail } = spent.body;
    expect([retryAfter >= 1, retryAfter <= 30]).toEqual([true, true]);
    expect(detail).toBe(`This code has just been used. Your app shows the next one in ${retryAfter} seconds.`);
    for (let count = 0; count < 6; count += 1) expectStatus(await verify(api, tempToken, person.spentCode), 400, 'code_already_used');
    const next = totp(person.secret, 1);
    const { body } = expectStatus(await verify(api, tempToken, ` ${next.slice(0, 3)}-${next.slice(3)} `), 200);
    expect(body.data).toMatchObject({ user: { id: person.id, twoFactorEnabled: true }, tokenType: 'Bearer', expiresIn: 900 });
    expectStatus(await verify(api, tempToken, next), 401, 'invalid_temp_token');
  });

  it('sets the cookie where the body was not asked for', async () => {
    const person = await enrol(api);
    const body = { tempToken: await askedToLogIn(api, person), code: totp(person.secret, 1) };
    const reply = expectStatus(await api.post('/2fa/verify', body), 200);
    expect([reply.body.data.refreshToken, reply.headers.getSetCookie()]).toEqual([undefined, [expect.stringMatching(/^refreshToken=rt_/)]]);
  });

  it('takes five wrong codes on a challenge, and counts them down', async () => {
    const person = await enrol(api);
    const tempToken = await askedToLogIn(api, person);
    const left = [];
    for (const code of wrongCodes(person.secret, 5)) left.push((await verify(api, tempToken, code)).body.attemptsRemaining);
    expect(left).toEqual([4, 3, 2, 1, 0]);
    expectStatus(await verify(api, tempToken, totp(person.secret, 1)), 401, 'invalid_temp_token');
    await logInWithCode(api, person);
  });

  it('locks after ten wrong codes over all challenges, even for the right one', async () => {
    const person = await enrol(api);
    for (let round = 0; round < 2; round += 1) {
      const tempToken = await askedToLogIn(api, person);
      for (const code of wrongCodes(person.secret, 5)) expectStatus(await verify(api, tempToken, code), 400, 'invalid_code');
    }
    const locked = await askedToLogIn(api, person);
    const { headers } = expectStatus(await verify(api, locked, totp(person.secret, 1)), 429, 'too_many_requests');
    expect([Number(headers.get('retry-after')) > 880, Number(headers.get('retry-after')) <= 900]).toEqual([true, true]);
    await suite.query(`update factor_budgets set locked_until = now(), attempts = '{}' where user_id = $1`, [person.id]);
    await logInWithCode(api, person);
  });

  it('ends after five minutes', async () => {
    const person = await enrol(api);
    const tempToken = await askedToLogIn(api, person);
    await suite.query('update challenges set expires_at = now() where user_id = $1', [person.id]);
    expectStatus(await verify(api, tempToken, totp(person.secret, 1)), 401, 'invalid_temp_token');
  });

  it('takes another form of the proof, and a method by name', async () => {
    const person = await enrol(api);
    const tempToken = await askedToLogIn(api, person);
    const proof = { code: totp(person.secret, 1) };
    expectStatus(await api.post('/2fa/verify', { tempToken, proof, methodId: person.methodId }), 200);
  });
});

describe('a proof of the wrong shape', () => {
  it('is refused as such and costs no attempt, at log-in and at step-up', async () => {
    const person = await enrol(api);
    const tempToken = await askedToLogIn(api, person);
    const shapes = [{ code: '12345' }, { code: 'abcdef' }, { proof: { code: 123456 } }, { proof: {} }, { proof: { code: '123456', more: 1 } }];
    for (const shape of [...shapes, ...shapes, ...shapes]) {
      expectStatus(await api.post('/2fa/verify', { tempToken, ...shape }), 400, 'validation_failed');
      const { code = '' } = shape;
      if (code) expectStatus(await api.post('/auth/step-up', { code }, { token: person.token }), 400, 'validation_failed');
    }
    const code = totp(person.secret, 1);
    expectStatus(await api.post('/auth/step-up', { code: `${code.slice(0, 3)} ${code.slice(3)}` }, { token: person.token }), 200);
    await passSteps(person.id);
    expectStatus(await verify(api, tempToken, totp(person.secret, 1)), 200);
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

  it('each take their own codes', async () => {
    const person = await enrol(api);
    const second = await enrolApp(api, person.token);
    const tempToken = await askedToLogIn(api, person);
    const code = totp(second.secret, 1);
    expectStatus(await verify(api, tempToken, code, { methodId: person.methodId }), 400, 'invalid_code');
    expectStatus(await verify(api, tempToken, code, { methodId: second.methodId }), 200);
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

describe('step-up with a code', () => {
  it('is asked for when the session is old, and a password is not enough', async () => {
    const person = await enrol(api);
    const { token } = person;
    await suite.query(`update sessions set auth_time = now() - interval '16 minutes' where user_id = $1`, [person.id]);
    const remove = () => api.delete(`/2fa/methods/${person.methodId}`, { token });
    const refused = expectStatus(await remove(), 401, 'step_up_required');
    expect(refused.headers.get('www-authenticate')).toContain('max_age=900, acr_values="urn:countersign:acr:2fa"');
    expectStatus(await api.post('/auth/step-up', { password: person.password }, { token }), 400, 'validation_failed');
    const [wrong] = wrongCodes(person.secret);
    const failed = expectStatus(await api.post('/auth/step-up', { code: wrong }, { token }), 400, 'invalid_code');
    expect(failed.body.attemptsRemaining).toBe(9);
    expectStatus(await api.post('/auth/step-up', { code: person.spentCode }, { token }), 400, 'code_already_used');
    expectStatus(await api.post('/auth/step-up', { code: totp(person.secret, 1) }, { token }), 200);
    await passSteps(person.id);
    expectStatus(await remove(), 200);
  });

  it('is asked for when the session never showed a second factor', async () => {
    const person = await enrol(api);
    await suite.query('update sessions set aal = 1 where user_id = $1', [person.id]);
    expectStatus(await setup(person.token), 401, 'step_up_required');
    expectStatus(await api.post('/auth/change-password', { currentPassword: 'a', newPassword: 'b' }, { token: person.token }), 401, 'step_up_required');
    expectStatus(await api.patch(`/2fa/methods/${person.methodId}`, {}, { token: person.token }), 401, 'step_up_required');
  });
});
