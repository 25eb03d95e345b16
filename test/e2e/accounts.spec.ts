import type { Client } from '../support/client';
import { askedToLogIn, enrol, expectStatus, logIn, register, signIn, somebody, verify } from '../support/people';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { totp } from '../support/totp';
import { claimsOf } from '../support/tokens';

const ID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const JWT = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/);

let suite: Suite;
let api: Client;

beforeAll(async () => {
  suite = await sharedSuite();
  ({ api } = await suite.start('api'));
}, 60_000);
afterAll(() => suite?.end());


describe('registration', () => {
  it('makes an account and signs its owner in', async () => {
    const person = somebody();
    const { headers, body } = expectStatus(await api.post('/auth/register', person), 201);
    const { email, username } = person;
    const user = { id: ID, email, username, emailVerified: false, twoFactorEnabled: false, role: 'user', isActive: true };
    expect(body).toEqual({
      success: true,
      data: { user: { ...user, createdAt: TIME, updatedAt: TIME }, accessToken: JWT, tokenType: 'Bearer', expiresIn: 900 },
    });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^refreshToken=rt_[\w-]{43}; Max-Age=604800; Path=\/api\/auth; HttpOnly; SameSite=Strict$/),
    ]);
  });

  it('hashes at less than the floor in processes of the tests (test/runner/light-hashes.cjs)', async () => {
    const { id } = await register(api);
    const [{ password_hash: phc }] = (await suite.query('select password_hash from users where id = $1', [id])) as [{ password_hash: string }];
    expect(phc).toContain('$argon2id$v=19$m=1024,t=2,p=1$');
  });

  it('gives the refresh token in the body to clients without a cookie jar', async () => {
    const { headers, body } = await api.post('/auth/register', somebody(), { headers: { 'X-Token-Delivery': 'body' } });
    expect(body.data.refreshToken).toMatch(/^rt_[\w-]{43}$/);
    expect(headers.getSetCookie()).toEqual([]);
  });

  it('signs access tokens that plain readers understand', async () => {
    const { token, id, email, username } = await register(api);
    const header = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as unknown;
    expect(header).toEqual({ alg: 'HS256', typ: 'at+jwt' });
    const { iat, exp, auth_time, ...claims } = claimsOf(token) as { iat: number; exp: number; auth_time: number };
    expect([exp - iat, Math.abs(iat - auth_time) <= 2]).toEqual([900, true]);
    expect(claims).toEqual({
      ...{ iss: 'countersign', aud: 'countersign', sub: id, sid: ID, jti: ID, acr: 'urn:countersign:acr:1fa', amr: ['pwd'] },
      ...{ userId: id, email, username, type: 'access' },
    });
  });

  it.each([
    ['e-mail address', 'email_taken', ({ email }: { email: string }) => ({ email: ` ${email.toUpperCase()} ` })],
    ['username', 'username_taken', ({ username }: { username: string }) => ({ username: username.toUpperCase() })],
  ])('refuses a taken %s without regard to case', async (_what, code, same) => {
    const taken = await register(api);
    expectStatus(await api.post('/auth/register', { ...somebody(), ...same(taken) }), 409, code);
  });

  it.each([
    ['password', { password: 'short' }],
    ['password', { password: 'password' }],
    ['password', { password: 'x'.repeat(129) }],
    ['username', { username: 'with@sign' }],
    ['username', { username: 'ab' }],
    ['email', { email: 'nowhere' }],
    ['email', { email: undefined }],
    ['password', { password: 12345678 }],
    ['role', { role: 'admin' }],
  ])('names the fault in %s: %j', async (field, wrong) => {
    const { body } = expectStatus(await api.post('/auth/register', { ...somebody(), ...wrong }), 400, 'validation_failed');
    expect(body.errors[0]).toMatch(new RegExp(`^${field}: `));
    expect(body.violations[0]).toEqual({ pointer: `/${field}`, detail: expect.any(String) });
  });

  it('takes a password of code points, whichever way it was typed', async () => {
    const composed = 'Zoë-ist-großartig-7';
    const person = await register(api, { password: composed.normalize('NFD') });
    await signIn(api, { ...person, password: composed.normalize('NFC') });
  });
});

describe('log-in', () => {
  it('takes the address, the username, and either under its own name', async () => {
    const { email, username, password, id } = await register(api);
    const names = [{ emailOrUsername: email }, { emailOrUsername: username }, { email: email.toUpperCase() }, { username: ` ${username} ` }];
    for (const name of names) {
      const { body } = expectStatus(await api.post('/auth/login', { ...name, password }), 200);
      expect(body.data).toMatchObject({ user: { id }, tokenType: 'Bearer' });
    }
  });

  it('answers alike to an unknown name, a wrong password and a disabled account', async () => {
    const [person, disabled] = [await register(api), await register(api)];
    await suite.query('update users set is_active = false where id = $1', [disabled.id]);
    const tries = [{ ...person, password: 'Wrong-Horse-7' }, { ...somebody(), password: 'Wrong-Horse-7' }, disabled];
    const answers = [];
    for (const one of tries) answers.push(expectStatus(await logIn(api, one), 401, 'invalid_credentials').body);
    const [first, ...others] = answers.map(({ requestId: _, ...rest }) => rest as object);
    for (const other of others) expect(other).toEqual(first);
    expectStatus(await api.get('/auth/me', { token: disabled.token }), 401, 'invalid_token');
  });

  it('wants one of the names', async () => {
    const { body } = expectStatus(await api.post('/auth/login', { password: 'x' }), 400, 'validation_failed');
    expect(body.errors[0]).toContain('emailOrUsername');
  });

  it('shows a signed-in user to itself, and to nobody else', async () => {
    const { token, id } = await register(api);
    expect((await api.get('/auth/me', { token })).body).toMatchObject({ success: true, data: { user: { id } } });
    const { headers } = expectStatus(await api.get('/auth/me'), 401, 'invalid_token');
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  it('ends the session that was unused for the longest time past 20', async () => {
    const person = await register(api);
    const opened = [];
    for (let count = 0; count < 20; count += 1) opened.push(await signIn(api, person));
    expectStatus(await api.get('/auth/me', { token: person.token }), 401);
    const { body } = expectStatus(await api.get('/auth/sessions', { token: opened.at(-1)!.accessToken }), 200);
    expect(body.data.sessions).toHaveLength(20);
  });
});

describe('change of the password', () => {
  const newPassword = 'Better-Battery-8';
  const change = (token: string, currentPassword: string, next = newPassword) =>
    api.post('/auth/change-password', { currentPassword, newPassword: next }, { token });

  it('ends other sessions at once and leaves this one', async () => {
    const person = await register(api);
    const other = await signIn(api, person);
    expectStatus(await change(person.token, person.password), 200);
    expectStatus(await api.get('/auth/me', { token: other.accessToken }), 401);
    expectStatus(await api.post('/auth/refresh', { refreshToken: other.refreshToken }), 401, 'invalid_refresh_token');
    expectStatus(await api.get('/auth/me', { token: person.token }), 200);
    expectStatus(await logIn(api, person), 401);
    await signIn(api, { ...person, password: newPassword });
  });

  it('ends log-ins that are half way', async () => {
    const person = await enrol(api);
    const tempToken = await askedToLogIn(api, person);
    expectStatus(await change(person.token, person.password), 200);
    expectStatus(await verify(api, tempToken, totp(person.secret, 1)), 401, 'invalid_temp_token');
  });

  it('wants the old password and a good new one', async () => {
    const person = await register(api);
    expectStatus(await change(person.token, 'Wrong-Horse-7'), 401, 'invalid_credentials');
    const { body } = expectStatus(await change(person.token, person.password, person.username), 400, 'validation_failed');
    expect(body.violations[0].pointer).toBe('/newPassword');
    await signIn(api, person);
  });
});

describe('step-up with the password', () => {
  const makeOld = (id: string) => suite.query(`update sessions set auth_time = now() - interval '16 minutes' where user_id = $1`, [id]);

  it('is asked for when the session is old, and renews the same session', async () => {
    const person = await register(api);
    await makeOld(person.id);
    const refused = expectStatus(await api.post('/2fa/totp/setup', {}, { token: person.token }), 401, 'step_up_required');
    expect(refused.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_user_authentication", error_description="A more recent or stronger proof is needed", ' +
        'max_age=900, acr_values="urn:countersign:acr:1fa"',
    );
    expect(refused.body).toMatchObject({ methods: ['password'], maxAge: 900, acrValues: ['urn:countersign:acr:1fa'] });
    const { body } = expectStatus(await api.post('/auth/step-up', { password: person.password }, { token: person.token }), 200);
    expect(body.data).toEqual({ accessToken: JWT, tokenType: 'Bearer', expiresIn: 900 });
    expect(claimsOf(body.data.accessToken).sid).toBe(claimsOf(person.token).sid);
    expectStatus(await api.post('/2fa/totp/setup', {}, { token: person.token }), 200);
  });

  it('counts wrong passwords like those of log-ins', async () => {
    const { token } = await register(api);
    for (let count = 0; count < 5; count += 1) {
      expectStatus(await api.post('/auth/step-up', { password: 'Wrong-Horse-7' }, { token }), 401, 'invalid_credentials');
    }
    expectStatus(await api.post('/auth/step-up', { password: 'Correct-Horse-7' }, { token }), 429, 'too_many_requests');
  });

  it('says what is missing', async () => {
    const { token } = await register(api);
    const { body } = expectStatus(await api.post('/auth/step-up', {}, { token }), 400, 'validation_failed');
    expect(body.violations[0].pointer).toBe('/password');
  });
});
