import type { Client } from '../support/client';
import { askedToLogIn, enrol, expectStatus, logIn, logInWithCode, register, verify, verifyBackupCode } from '../support/people';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { totp, wrongCodes } from '../support/totp';

let suite: Suite;
let api: Client;

beforeAll(async () => {
  suite = await sharedSuite();
  ({ api } = await suite.start('api'));
}, 60_000);
afterAll(() => suite?.end());

/** Lets the app's next codes come at once: the used steps are taken back. */
const passSteps = (userId: string) => suite.query('update totp_secrets set last_used_step = null where user_id = $1', [userId]);

describe('log-in with a second factor', () => {
  it('asks for a code after the right password', async () => {
    const person = await enrol(api);
    const { body } = expectStatus(await logIn(api, person), 200);
    expect(body).toEqual({
      success: true,
      data: {
        ...{ requiresTwoFactor: true, requires2FA: true, tempToken: expect.stringMatching(/^tt_[\w-]{43}$/), expiresIn: 300 },
        ...{ availableMethods: ['totp'], methods: [{ id: person.methodId, type: 'totp', label: null, isDefault: true }] },
        ...{ codeSent: false, canTrustDevice: true },
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

describe('backup codes', () => {
  const count = async (token: string) => (await api.get('/2fa/backup-codes/count', { token })).body.data as object;
  const generate = (token: string) => api.post('/2fa/backup-codes/generate', undefined, { token });
  const typed = (code: string) => ` ${code.slice(0, 4)}-${code.slice(4, 8)} ${code.slice(8)}`.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');

  it('sign in once each, in any case and spacing, and say how many are left', async () => {
    const person = await enrol(api);
    const [first = '', second = ''] = person.backupCodes;
    const tempToken = await askedToLogIn(api, person);
    const { body, headers } = expectStatus(await api.post('/2fa/verify-backup-code', { tempToken, backupCode: typed(first) }), 200);
    expect(body.data).toEqual({
      ...{ user: expect.objectContaining({ id: person.id }), accessToken: expect.any(String), tokenType: 'Bearer', expiresIn: 900 },
      ...{ remaining: 9, lowBackupCodes: false },
    });
    expect([headers.get('cache-control'), headers.getSetCookie()]).toEqual(['no-store', [expect.stringMatching(/^refreshToken=rt_/)]]);
    const { accessToken: token } = body.data as { accessToken: string };
    expect(await count(token)).toEqual({ count: 9, remaining: 9, total: 10 });
    expect((await api.get('/auth/sessions', { token })).body.data.sessions[0]).toMatchObject({ current: true, amr: ['mfa', 'otp', 'pwd'] });
    const next = await askedToLogIn(api, person);
    const again = expectStatus(await verifyBackupCode(api, next, first), 400, 'code_already_used');
    expect(again.body.detail).toBe('This code has been used, and each counts once. Use another one.');
    expectStatus(await verifyBackupCode(api, next, second), 200);
    expectStatus(await verifyBackupCode(api, next, second), 401, 'invalid_temp_token');
    const trail = (await api.get('/auth/activity', { token })).body.data.events as { type: string; data?: object }[];
    expect(trail.find(({ type }) => type === '2fa.backup_code_used')).toMatchObject({ data: { remaining: 8 } });
    await suite.query('update backup_code_sets set remaining = 4 where user_id = $1', [person.id]);
    const low = expectStatus(await verifyBackupCode(api, await askedToLogIn(api, person), person.backupCodes[2]!), 200);
    expect(low.body.data).toMatchObject({ remaining: 3, lowBackupCodes: true });
  });

  it('may be wrong five times in 15 minutes, which leaves the app alone', async () => {
    const person = await enrol(api);
    const [first, second] = [await askedToLogIn(api, person), await askedToLogIn(api, person)];
    const left: number[] = [];
    for (const tempToken of [first, first, first, second, second]) {
      left.push(expectStatus(await verifyBackupCode(api, tempToken, '000000000000'), 400, 'invalid_code').body.attemptsRemaining);
    }
    expect(left).toEqual([4, 3, 2, 1, 0]);
    for (let round = 0; round < 6; round += 1) {
      const { headers } = expectStatus(await verifyBackupCode(api, second, person.backupCodes[0]!), 429, 'too_many_requests');
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(880);
    }
    expectStatus(await api.post('/auth/step-up', { code: person.backupCodes[0] }, { token: person.token }), 429, 'too_many_requests');
    expectStatus(await verify(api, second, totp(person.secret, 1)), 200);
  });

  it('cost no attempt when they are of another shape, and trust no device', async () => {
    const person = await enrol(api);
    const tempToken = await askedToLogIn(api, person);
    const [code] = person.backupCodes;
    for (const body of [{ code: '123456' }, {}, { code, trustDevice: true }, { code, backupCode: '000000000000' }]) {
      for (let round = 0; round < 3; round += 1) {
        expectStatus(await api.post('/2fa/verify-backup-code', { tempToken, ...body }), 400, 'validation_failed');
      }
    }
    expectStatus(await verify(api, tempToken, code!), 400, 'validation_failed');
    expectStatus(await api.post('/2fa/verify-backup-code', { tempToken, code, backupCode: code }), 200);
  });

  it('step up', async () => {
    const person = await enrol(api);
    const { token } = person;
    await suite.query(`update sessions set auth_time = now() - interval '16 minutes' where user_id = $1`, [person.id]);
    expectStatus(await generate(token), 401, 'step_up_required');
    const [code = ''] = person.backupCodes;
    expectStatus(await api.post('/auth/step-up', { code: typed(code) }, { token }), 200);
    expectStatus(await api.post('/auth/step-up', { code }, { token }), 400, 'code_already_used');
    expectStatus(await api.post('/auth/step-up', { code: '0'.repeat(12) }, { token }), 400, 'invalid_code');
    expectStatus(await generate(token), 200);
    expect(await count(token)).toEqual({ count: 10, remaining: 10, total: 10 });
  });

  it('end when new ones are made, and with the last method', async () => {
    const person = await enrol(api);
    const { token } = person;
    const made = expectStatus(await generate(token), 200).body.data.backupCodes as string[];
    expect([made.length, made.filter((code) => person.backupCodes.includes(code))]).toEqual([10, []]);
    const tempToken = await askedToLogIn(api, person);
    expectStatus(await verifyBackupCode(api, tempToken, person.backupCodes[0]!), 400, 'invalid_code');
    expectStatus(await verifyBackupCode(api, tempToken, made[0]!), 200);
    expectStatus(await api.delete(`/2fa/methods/${person.methodId}`, { token }), 200);
    expect(await count(token)).toEqual({ count: 0, remaining: 0, total: 0 });
    expect(await suite.query('select from backup_codes where user_id = $1', [person.id])).toEqual([]);
    expectStatus(await generate(token), 409, 'two_factor_off');
    expectStatus(await generate((await register(api)).token), 409, 'two_factor_off');
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

describe('step-up with a code', () => {
  it('is asked for when the session is old, and a password is not enough', async () => {
    const person = await enrol(api);
    const { token } = person;
    await suite.query(`update sessions set auth_time = now() - interval '16 minutes' where user_id = $1`, [person.id]);
    const remove = () => api.delete(`/2fa/methods/${person.methodId}`, { token });
    const refused = expectStatus(await remove(), 401, 'step_up_required');
    expect(refused.headers.get('www-authenticate')).toContain('max_age=900, acr_values="urn:countersign:acr:2fa urn:countersign:acr:2fa-restricted"');
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
    expectStatus(await api.post('/2fa/totp/setup', {}, { token: person.token }), 401, 'step_up_required');
    expectStatus(await api.post('/auth/change-password', { currentPassword: 'a', newPassword: 'b' }, { token: person.token }), 401, 'step_up_required');
    expectStatus(await api.patch(`/2fa/methods/${person.methodId}`, {}, { token: person.token }), 401, 'step_up_required');
  });
});
