import type { Client } from '../support/client';
import { enrolApp, expectStatus, IN_BODY, logIn, register, signIn, type Person } from '../support/people';
import { openSuite, type Suite } from '../support/suite';
import { ROUTES } from '../security/support/operations';
import { currentStep, fromBase32, hotp } from '../support/totp';

let suite: Suite;
let api: Client;

beforeAll(async () => {
  suite = await openSuite({ REQUIRE_2FA: 'all', REQUIRE_2FA_GRACE_DAYS: '7' });
  ({ api } = await suite.start('api'));
}, 60_000);
afterAll(() => suite?.end());

const passGrace = ({ id }: Person) => suite.query(`update users set enrolment_asked_at = now() - interval '7 days' where id = $1`, [id]);

async function latecomer() {
  const person = await register(api);
  await passGrace(person);
  const login = { emailOrUsername: person.email, password: person.password };
  const { body } = expectStatus(await api.post('/auth/login', login, { headers: { 'user-agent': 'Latecomer/1.0' } }), 200);
  return { person, asked: body.data as { enrolmentToken: string; expiresIn: number } };
}

describe('a second factor that everybody has to have', () => {
  it('is asked for with a deadline first, which no later log-in moves', async () => {
    const { body } = expectStatus(await api.post('/auth/register', { email: 'Grace@example.com', username: 'grace', password: 'Correct-Horse-7' }), 201);
    const deadline = Date.parse(body.data.enrolmentDeadline as string);
    expect(Math.round((deadline - Date.now()) / 86_400_000)).toBe(7);
    const again = await signIn(api, { email: 'grace@example.com', password: 'Correct-Horse-7' });
    expect(again).toMatchObject({ enrolmentDeadline: body.data.enrolmentDeadline, accessToken: expect.any(String) });
    await enrolApp(api, again.accessToken);
  });

  it('is enrolled before anything else once the grace is over, and that signs in', async () => {
    const { person, asked } = await latecomer();
    expect(asked).toEqual({
      ...{ enrolmentRequired: true, enrolmentToken: expect.stringMatching(/^et_[\w-]{43}$/), expiresIn: 900 },
      allowedTypes: expect.arrayContaining(['totp']),
    });
    const token = asked.enrolmentToken;
    const [login] = await suite.query(`select data from audit_log where user_id = $1 and type = 'user.login' and data ? 'hasToEnrol'`, [person.id]);
    expect(login).toEqual({ data: { amr: ['pwd'], hasToEnrol: true, isNewDevice: true } });
    const setup = expectStatus(await api.post('/2fa/totp/setup', {}, { token }), 200).body.data as { secret: string };
    expectStatus(await api.post('/2fa/totp/verify-setup', { code: '000000' }, { token }), 400, 'invalid_code');
    const code = hotp(fromBase32(setup.secret), currentStep());
    const { headers, body } = expectStatus(await api.post('/2fa/totp/verify-setup', { code }, { token, ...IN_BODY }), 200);
    const { accessToken, refreshToken, user, twoFactorEnabled, backupCodes } = body.data;
    expect([user.id, user.twoFactorEnabled, twoFactorEnabled, backupCodes.length]).toEqual([person.id, true, true, 10]);
    expect(headers.get('cache-control')).toBe('no-store');
    expectStatus(await api.post('/2fa/totp/setup', {}, { token: accessToken }), 200);
    expectStatus(await api.post('/auth/refresh', { refreshToken }), 200);
    expectStatus(await api.post('/2fa/totp/setup', {}, { token }), 401, 'invalid_token');
    const { sessions } = (await api.get('/auth/sessions', { token: accessToken })).body.data as { sessions: { amr: string[] }[] };
    expect(sessions.map(({ amr }) => amr)).toEqual([['mfa', 'otp', 'pwd']]);
    expect((await logIn(api, person)).body.data.requiresTwoFactor).toBe(true);
  });

  it('leaves the token good for nothing else', async () => {
    const { person, asked } = await latecomer();
    const token = asked.enrolmentToken;
    const others = ROUTES.filter(({ access, path }) => access !== 'public' && !/^\/2fa\/[\w-]+\/(verify-)?setup$/.test(path));
    expect(others.length).toBeGreaterThan(40);
    for (const { method, path } of others) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : {};
      expectStatus(await api.send(method, path.replace(/\{\w+\}/g, person.id), body, { token }), 403, 'forbidden');
    }
    expectStatus(await api.post('/auth/refresh', { refreshToken: token }), 401, 'invalid_refresh_token');
    expectStatus(await api.post('/auth/refresh', { refreshToken: token.replace('et_', 'rt_') }), 401, 'invalid_refresh_token');
    expectStatus(await api.post('/2fa/verify', { tempToken: token, code: '000000' }), 401, 'invalid_temp_token');
    // The session from before the grace ended lists no enrolment.
    expect((await api.get('/auth/sessions', { token: person.token })).body.data.sessions).toHaveLength(1);
    expectStatus(await api.post('/auth/revoke-sessions', {}, { token: person.token }), 200);
    expectStatus(await api.post('/2fa/totp/setup', {}, { token }), 401, 'invalid_token');
  });

  it('lets two enrolments at once make one session', async () => {
    const { asked } = await latecomer();
    const token = asked.enrolmentToken;
    const setup = expectStatus(await api.post('/2fa/totp/setup', {}, { token }), 200).body.data as { secret: string };
    const code = hotp(fromBase32(setup.secret), currentStep());
    const replies = await Promise.all([0, 1, 2, 3].map(() => api.post('/2fa/totp/verify-setup', { code }, { token, ...IN_BODY })));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('is enrolled by an administrator first, who has to change the password next', async () => {
    const person = await register(api);
    await suite.query(`update users set role = 'admin', must_change_password = true where id = $1`, [person.id]);
    await passGrace(person);
    const token = expectStatus(await logIn(api, person), 200).body.data.enrolmentToken as string;
    const { secret } = expectStatus(await api.post('/2fa/totp/setup', {}, { token }), 200).body.data as { secret: string };
    const confirm = { code: hotp(fromBase32(secret), currentStep()) };
    const whole = expectStatus(await api.post('/2fa/totp/verify-setup', confirm, { token, ...IN_BODY }), 200).body.data;
    expect(whole).toMatchObject({ passwordChangeRequired: true, user: { role: 'admin', twoFactorEnabled: true } });
    const shown = { token: whole.accessToken as string };
    expectStatus(await api.get('/users', shown), 403, 'password_change_required');
    expectStatus(await api.post('/auth/change-password', { currentPassword: person.password, newPassword: 'Better-Battery-8' }, shown), 200);
    expectStatus(await api.get('/users', shown), 200);
  });

  it('ends the sessions of one factor with its grace', async () => {
    const person = await register(api);
    await passGrace(person);
    expectStatus(await api.post('/auth/refresh', { refreshToken: person.refreshToken }), 401, 'invalid_refresh_token');
  });

  it('keeps its last method', async () => {
    const person = await register(api);
    const { methodId } = await enrolApp(api, person.token);
    expectStatus(await api.delete(`/2fa/methods/${methodId}`, { token: person.token }), 409, 'method_required');
    const { methodId: second } = await enrolApp(api, person.token);
    expectStatus(await api.delete(`/2fa/methods/${methodId}`, { token: person.token }), 200);
    expectStatus(await api.delete(`/2fa/methods/${second}`, { token: person.token }), 409, 'method_required');
  });
});
