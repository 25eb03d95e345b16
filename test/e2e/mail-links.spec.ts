import { codeTo, inboxOf, mailAbout, type InboxMessage } from '../support/inbox';
import { askedToLogIn, enrol, expectStatus, IN_BODY, logIn, register, signIn, somebody, verify, verifyBackupCode, type Person } from '../support/people';
import type { ServiceProcess } from '../support/processes';
import { openSuite, type Suite } from '../support/suite';
import { totp } from '../support/totp';
import { until } from '../support/until';

const NEW_PASSWORD = 'Better-Battery-8';

let suite: Suite;
let api: ServiceProcess;
let hiding: ServiceProcess;
let strict: ServiceProcess;

beforeAll(async () => {
  // With Redis, where there is one, each mail comes at once; without it the relay looks each second.
  const url = process.env.TEST_REDIS_URL;
  const redis: Record<string, string> = url ? { REDIS_ENABLED: 'true', REDIS_URL: url, REDIS_PREFIX: `{links-${process.pid}}` } : {};
  suite = await openSuite({ APP_NAME: 'Acme', FRONTEND_URL: 'https://app.example.com/', ...redis });
  [api, hiding, strict] = await Promise.all([
    suite.start('api'), suite.start('api', { REVEAL_ACCOUNT_EXISTS: 'false' }), suite.start('api', { REQUIRE_EMAIL_VERIFICATION: 'true' }),
    suite.start('worker'),
  ]);
}, 120_000);
afterAll(() => suite?.end());

const mailsTo = (address: string) => inboxOf(api.url, address);

const mailTo = (address: string, words: string, count = 1) => mailAbout(api.url, address, words, count);
const tokenIn = ({ text }: InboxMessage) => /#token=(ln_[\w-]+)$/m.exec(text)?.[1] ?? 'no token';
const forgot = (email: string) => api.api.post('/auth/forgot-password', { email });
const reset = (token: string, newPassword = NEW_PASSWORD) => api.api.post('/auth/reset-password', { token, newPassword });

async function resetLinkOf({ email }: Person): Promise<string> {
  expectStatus(await forgot(email), 202);
  return tokenIn(await mailTo(email, 'Reset your Acme password'));
}

async function addMail({ token }: Person, email: string) {
  expectStatus(await api.api.post('/2fa/email/setup', { email }, { token }), 200);
  const code = await codeTo(api.url, email, 1);
  return expectStatus(await api.api.post('/2fa/email/verify-setup', { code }, { token }), 200).body.data as { backupCodes: [string] };
}

/** Nothing is under way any more, so that what did not come will not come. */
const settled = () => until('an empty outbox', async () => (await suite.query('select 1 from outbox where dead_at is null')).length === 0);

describe('a forgotten password', () => {
  it('is reset by a link, which ends what was open, signs nobody in and works once', async () => {
    const person = await register(api.api);
    const token = await resetLinkOf(person);
    const { body } = expectStatus(await reset(token), 200);
    expect(body).toEqual({ success: true, message: expect.any(String) });
    expectStatus(await api.api.get('/auth/me', { token: person.token }), 401);
    expectStatus(await api.api.post('/auth/refresh', { refreshToken: person.refreshToken }), 401);
    expectStatus(await logIn(api.api, person), 401, 'invalid_credentials');
    const { user } = await signIn(api.api, { ...person, password: NEW_PASSWORD });
    expect(user).toMatchObject({ id: person.id, emailVerified: true });
    expectStatus(await reset(token, 'Third-Horse-99'), 400, 'invalid_link');
    expect(await mailTo(person.email, 'was reset')).toMatchObject({ text: expect.stringContaining('With: an unknown app') });
  });

  it('says the same of every address, and mails only those who have an account', async () => {
    const person = await register(api.api);
    const stranger = somebody().email;
    const answers = [await forgot(person.email), await forgot(stranger), await forgot(` ${person.email.toUpperCase()} `)];
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    await mailTo(person.email, 'Reset', 2);
    await settled();
    expect(await mailsTo(stranger)).toEqual([]);
    // To the address as the account has it, however it was typed.
    expect((await mailsTo(person.email)).map(({ to }) => to)).not.toContain(person.email.toUpperCase());
  });

  it('passes no second factor, removes none and ends the trust in devices', async () => {
    const person = await enrol(api.api);
    const trusted = await verify(api.api, await askedToLogIn(api.api, person), totp(person.secret, 1), { trustDevice: true });
    expectStatus(await reset(await resetLinkOf(person)), 200);
    const login = { email: person.email, password: NEW_PASSWORD, deviceToken: expectStatus(trusted, 200).body.data.deviceToken };
    const asked = expectStatus(await api.api.post('/auth/login', login), 200);
    await suite.query('update totp_secrets set last_used_step = null where user_id = $1', [person.id]);
    expectStatus(await verify(api.api, asked.body.data.tempToken as string, totp(person.secret, 1)), 200);
  });

  it('makes its mailbox worth no second factor for a day, and no other mailbox', async () => {
    const [person, other] = [await register(api.api), somebody().email];
    for (const email of [person.email, other]) await addMail(person, email);
    expectStatus(await reset(await resetLinkOf(person)), 200);
    const changed = { ...person, password: NEW_PASSWORD };
    const asked = expectStatus(await logIn(api.api, changed), 200).body.data as { tempToken: string; methods: { id: string; destination: string }[] };
    expect(asked.methods.map(({ destination }) => destination)).toEqual([`${other[0]}***@example.com`]);
    expectStatus(await api.api.post('/2fa/resend', { tempToken: asked.tempToken, methodId: asked.methods[0]!.id }), 200);
    await suite.query(`update links set used_at = used_at - interval '24 hours' where user_id = $1`, [person.id]);
    const later = expectStatus(await logIn(api.api, changed), 200).body.data as { methods: object[] };
    expect(later.methods).toHaveLength(2);
  });

  it('leaves a backup code where its mailbox had the only method', async () => {
    const person = await register(api.api);
    const { backupCodes } = await addMail(person, person.email);
    expectStatus(await reset(await resetLinkOf(person)), 200);
    const { body } = expectStatus(await logIn(api.api, { ...person, password: NEW_PASSWORD }), 200);
    expect(body.data).toMatchObject({ requiresTwoFactor: true, methods: [], availableMethods: [], codeSent: false });
    expectStatus(await verifyBackupCode(api.api, body.data.tempToken, backupCodes[0]), 200);
  });

  it('ends log-ins half done and makes a new link end the older one', async () => {
    const person = await enrol(api.api);
    const tempToken = await askedToLogIn(api.api, person);
    const older = await resetLinkOf(person);
    expectStatus(await forgot(person.email), 202);
    const newer = tokenIn(await mailTo(person.email, 'Reset', 2));
    expectStatus(await reset(older), 400, 'invalid_link');
    expectStatus(await reset(newer), 200);
    expectStatus(await verify(api.api, tempToken, totp(person.secret, 1)), 401, 'invalid_temp_token');
  });

  it('refuses links that expired, are unknown or of another kind, and passwords that break the rules, without using the link up', async () => {
    const person = await register(api.api);
    const token = await resetLinkOf(person);
    for (const password of [person.username, 'short']) expectStatus(await reset(token, password), 400, 'validation_failed');
    for (const other of [`${token.slice(0, -4)}AAAA`, 'ln_']) expectStatus(await reset(other), 400, 'invalid_link');
    expectStatus(await api.api.post('/auth/verify-email', { token }), 400, 'invalid_link');
    await suite.query(`update links set expires_at = now() where user_id = $1`, [person.id]);
    expectStatus(await reset(token), 400, 'invalid_link');
    expectStatus(await logIn(api.api, person), 200);
  });

  it('mails one address three times an hour, and says nothing of it', async () => {
    const person = await register(api.api);
    await mailTo(person.email, 'Verify');
    for (let count = 0; count < 5; count += 1) expectStatus(await forgot(person.email), 202);
    await mailTo(person.email, 'Reset', 3);
    await settled();
    expect((await mailsTo(person.email)).filter(({ subject }) => subject?.startsWith('Reset'))).toHaveLength(3);
    // Whoever floods an address with one kind of mail keeps no other from it.
    expectStatus(await api.api.post('/auth/resend-verification', {}, { token: person.token }), 202);
    await mailTo(person.email, 'Verify', 2);
  });

  it('keeps tokens as digests, and addresses sealed', async () => {
    const person = await register(api.api);
    const token = await resetLinkOf(person);
    const rows = JSON.stringify(await suite.query('select * from links'));
    expect(rows.length).toBeGreaterThan(100);
    for (const kept of [token, person.email]) expect(rows).not.toContain(kept);
  });
});

describe('an e-mail address', () => {
  it('is verified by the link that every new account gets, once', async () => {
    const person = await register(api.api);
    const mail = await mailTo(person.email, 'Verify your e-mail address for Acme');
    expect(mail.text).toMatch(/^Hello,\n[^]*https:\/\/app\.example\.com\/verify-email#token=ln_/);
    const token = tokenIn(mail);
    expectStatus(await api.api.post('/auth/verify-email', { token }), 200);
    expectStatus(await api.api.post('/auth/verify-email', { token }), 400, 'invalid_link');
    const { body } = await api.api.get('/auth/me', { token: person.token });
    expect(body.data.user.emailVerified).toBe(true);
    expectStatus(await api.api.post('/auth/resend-verification', {}, { token: person.token }), 202);
  });

  it('gets the link again, three times an hour; the newest counts', async () => {
    const person = await register(api.api);
    const first = tokenIn(await mailTo(person.email, 'Verify'));
    const again = () => api.api.post('/auth/resend-verification', {}, { token: person.token });
    expectStatus(await again(), 202);
    const second = tokenIn(await mailTo(person.email, 'Verify', 2));
    expectStatus(await api.api.post('/auth/verify-email', { token: first }), 400, 'invalid_link');
    expectStatus(await again(), 202);
    const refused = expectStatus(await again(), 429, 'too_many_requests');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_000);
    expectStatus(await api.api.post('/auth/resend-verification', {}), 401);
    expect(second).toMatch(/^ln_/);
  });

  it('changes when the new one is confirmed; the old one is told both times', async () => {
    const person = await register(api.api);
    await mailTo(person.email, 'Verify');
    const fresh = somebody().email;
    expectStatus(await api.api.post('/auth/change-email', { email: fresh }, { token: person.token }), 202);
    const token = tokenIn(await mailTo(fresh, 'Confirm your new e-mail address'));
    await mailTo(person.email, 'is about to change');
    expectStatus(await logIn(api.api, person), 200);
    // A link to the old address is good for nothing once the address is another.
    const resetToken = await resetLinkOf(person);
    expectStatus(await api.api.post('/auth/confirm-email', { token }), 200);
    expectStatus(await reset(resetToken), 400, 'invalid_link');
    expectStatus(await api.api.post('/auth/confirm-email', { token }), 400, 'invalid_link');
    await mailTo(person.email, 'was changed');
    expectStatus(await logIn(api.api, person), 401);
    expect((await signIn(api.api, { ...person, email: fresh })).user).toMatchObject({ email: fresh, emailVerified: true });
  });

  it('does not change to one that is taken, then or later, and tells its owner alone', async () => {
    const [person, owner] = [await register(api.api), await register(api.api)];
    const wanted = somebody();
    const change = (email: string) => api.api.post('/auth/change-email', { email }, { token: person.token });
    const answers = [await change(owner.email), await change(wanted.email)];
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    await mailTo(owner.email, 'You have a Acme account already');
    const token = tokenIn(await mailTo(wanted.email, 'Confirm'));
    await register(api.api, wanted);
    expectStatus(await api.api.post('/auth/confirm-email', { token }), 409, 'email_taken');
    expectStatus(await api.api.post('/auth/change-email', { email: 'no address' }, { token: person.token }), 400);
  });
});

describe('with REVEAL_ACCOUNT_EXISTS=false', () => {
  it('register answers alike for a new address and a taken one, and the mail says how to go on', async () => {
    const taken = await register(api.api);
    const fresh = somebody();
    const answers = [
      await hiding.api.post('/auth/register', { ...somebody(), email: taken.email }, IN_BODY), await hiding.api.post('/auth/register', fresh, IN_BODY),
    ];
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 202, body: { success: true } });
    await mailTo(taken.email, 'You have a Acme account already');
    const mail = await mailTo(fresh.email, 'Verify');
    // The right password of an unverified account looks like a wrong one: else the answer would tell what register did not.
    expectStatus(await logIn(hiding.api, fresh), 401, 'invalid_credentials');
    expectStatus(await hiding.api.post('/auth/verify-email', { token: tokenIn(mail) }), 200);
    expectStatus(await logIn(hiding.api, fresh), 200);
  });

  it('a username that was tried once is taken, whether the address was or not', async () => {
    const taken = await register(api.api);
    const answers = [];
    for (const email of [taken.email, somebody().email]) {
      const { username } = somebody();
      expectStatus(await hiding.api.post('/auth/register', { ...somebody(), email, username }, IN_BODY), 202);
      const { status, body } = await hiding.api.post('/auth/register', { ...somebody(), username }, IN_BODY);
      answers.push([status, body.code]);
    }
    expect(answers).toEqual([[409, 'username_taken'], [409, 'username_taken']]);
  });
});

describe('with REQUIRE_EMAIL_VERIFICATION=true', () => {
  it('nobody gets in before the address is verified, and whoever tries gets the link again', async () => {
    const person = somebody();
    expectStatus(await strict.api.post('/auth/register', person, IN_BODY), 202);
    await mailTo(person.email, 'Verify');
    expectStatus(await logIn(strict.api, { ...person, password: 'Wrong-Horse-1' }), 401);
    expectStatus(await logIn(strict.api, person), 403, 'email_not_verified');
    const token = tokenIn(await mailTo(person.email, 'Verify', 2));
    expectStatus(await strict.api.post('/auth/verify-email', { token }), 200);
    expectStatus(await logIn(strict.api, person), 200);
  });
});
