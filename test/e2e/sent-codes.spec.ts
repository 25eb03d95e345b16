import { randomInt } from 'node:crypto';
import type { Client } from '../support/client';
import { codeTo, inboxOf } from '../support/inbox';
import { enrol, expectStatus, IN_BODY, logIn, register, verify, verifyBackupCode, type Person } from '../support/people';
import type { ServiceProcess } from '../support/processes';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { totp } from '../support/totp';
import { claimsOf } from '../support/tokens';

let suite: Suite;
let process: ServiceProcess;
let api: Client;

beforeAll(async () => {
  suite = await sharedSuite();
  [process] = await Promise.all([suite.start('api'), suite.start('worker')]);
  ({ api } = process);
}, 60_000);
afterAll(() => suite?.end());

const someNumber = () => `+4915123${String(randomInt(100_000, 1_000_000))}`;
/** The pause between two codes is over. */
const pass = (userId: string, seconds = 30) =>
  suite.query(
    `update codes set sent_at = sent_at - make_interval(secs => $2)
     where method_id in (select id from two_factor_methods where user_id = $1)`,
    [userId, seconds],
  );
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

interface Enrolled extends Person {
  readonly to: string;
  readonly methodId: string;
  /** Codes that came to `to` so far. */
  count: number;
}

/** Somebody whose first method sends codes. */
async function enrolled(kind: 'sms' | 'email', to?: string): Promise<Enrolled> {
  const person = await register(api);
  const destination = to ?? (kind === 'sms' ? someNumber() : person.email);
  const { methodId } = await add(person, kind, destination);
  return { ...person, to: destination, methodId, count: 1 };
}

async function add({ token }: Person, kind: 'sms' | 'email', to: string) {
  const body = kind === 'sms' ? { phoneNumber: to } : { email: to };
  const setup = expectStatus(await api.post(`/2fa/${kind}/setup`, body, { token }), 200).body.data;
  const code = await codeTo(process.url, to, 1);
  const confirmed = expectStatus(await api.post(`/2fa/${kind}/verify-setup`, { code }, { token }), 200).body.data;
  return { setup, confirmed, methodId: setup.methodId as string };
}

async function asked(person: Enrolled) {
  const { body } = expectStatus(await logIn(api, person), 200);
  if (body.data.codeSent) person.count += 1;
  return body.data as { tempToken: string; codeSent: boolean; retryAfter?: number; methods: unknown[]; destination?: string };
}

const newest = (person: Enrolled) => codeTo(process.url, person.to, person.count);
const resend = (body: object, path = '/2fa/resend') => api.post(path, body);

describe('a phone as first method', () => {
  it('is set up with a code, and log-in sends the next one', async () => {
    const person = await register(api);
    const number = someNumber();
    const { setup, confirmed } = await add(person, 'sms', ` ${number.slice(0, 3)} ${number.slice(3)} `.trim().replaceAll(' ', ''));
    const destination = `+49*********${number.slice(-2)}`;
    expect(setup).toEqual({ methodId: expect.any(String), destination, codeSent: true, expiresIn: 300 });
    expect(confirmed).toMatchObject({ method: { type: 'sms', phoneNumber: destination, isDefault: true }, twoFactorEnabled: true });
    const [message] = await inboxOf(process.url, number);
    expect([message!.channel, message!.text]).toEqual(['sms', expect.stringMatching(/^\d{6} is your .* code/)]);

    const { body } = expectStatus(await logIn(api, person), 200);
    const method = { id: setup.methodId, type: 'sms', label: null, destination, isDefault: true };
    expect(body.data).toEqual({
      ...{ requiresTwoFactor: true, requires2FA: true, tempToken: expect.stringMatching(/^tt_/), expiresIn: 300 },
      ...{ availableMethods: ['sms'], methods: [method], codeSent: true, destination, canTrustDevice: true },
    });
    const code = await codeTo(process.url, number, 2);
    const wrong = expectStatus(await verify(api, body.data.tempToken, other(code)), 400, 'invalid_code');
    expect(wrong.body.attemptsRemaining).toBe(4);
    const signedIn = expectStatus(await verify(api, body.data.tempToken, `${code.slice(0, 3)} ${code.slice(3)}`), 200).body.data;
    expect(claimsOf(signedIn.accessToken)).toMatchObject({ amr: ['mfa', 'otp', 'pwd', 'sms'], acr: 'urn:countersign:acr:2fa-restricted' });
    expectStatus(await verify(api, body.data.tempToken, code), 401, 'invalid_temp_token');
  });

  it('is refused where it is no number, of a premium range, or a fourth one', async () => {
    const person = await register(api);
    const { token } = person;
    const setup = (phoneNumber: unknown) => api.post('/2fa/sms/setup', { phoneNumber }, { token });
    for (const number of ['0151 23456789', '+49', '+19005551234', '+881612345678', 7, null, ['+4915123456789']]) {
      const { body } = expectStatus(await setup(number), 400, 'validation_failed');
      expect(new Set(body.violations.map(({ pointer }: { pointer: string }) => pointer))).toEqual(new Set(['/phoneNumber']));
    }
    for (let count = 0; count < 3; count += 1) await add(person, 'sms', someNumber());
    expectStatus(await setup(someNumber()), 409, 'too_many_methods');
    const { methods } = (await api.get('/2fa/methods', { token })).body.data as { methods: { id: string; isDefault: boolean }[] };
    expect(methods.map(({ isDefault }) => isDefault)).toEqual([true, false, false]);
    const changed = await api.patch(`/2fa/methods/${methods[2]!.id}`, { label: 'Work', isDefault: true }, { token });
    expect(expectStatus(changed, 200).body.data.method).toMatchObject({ label: 'Work', isDefault: true });
  });
});

describe.each(['sms', 'email'] as const)('%s as first method', (kind) => {
  it('brings the backup codes with its confirmation, not before, and the next method brings none', async () => {
    const person = await register(api);
    const { setup, confirmed } = await add(person, kind, kind === 'sms' ? someNumber() : person.email);
    expect(setup).not.toHaveProperty('backupCodes');
    expect(confirmed.backupCodes).toEqual(Array(10).fill(expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{12}$/)));
    expect(new Set(confirmed.backupCodes).size).toBe(10);
    const second = await add(person, 'email', `second.${person.email}`);
    expect([second.setup, second.confirmed]).toEqual([expect.not.objectContaining({ backupCodes: expect.anything() }), expect.not.objectContaining({ backupCodes: expect.anything() })]);
    const { body } = expectStatus(await logIn(api, person), 200);
    const { data } = expectStatus(await verifyBackupCode(api, body.data.tempToken, confirmed.backupCodes[0]), 200).body;
    expect(data).toMatchObject({ remaining: 9, user: { id: person.id, twoFactorEnabled: true } });
  });
});

describe('another code', () => {
  it('is sent after a pause, in the place of the older one', async () => {
    const person = await enrolled('email');
    const { tempToken } = await asked(person);
    const older = await newest(person);
    const early = expectStatus(await resend({ tempToken }), 429, 'too_many_requests');
    const wait = Number(early.headers.get('retry-after'));
    expect([early.body.retryAfter === wait, wait > 20, wait <= 30]).toEqual([true, true, true]);
    await pass(person.id);
    const sent = expectStatus(await resend({ tempToken, method: 'email' }, '/2fa/send-code'), 200).body.data;
    const destination = `${person.email[0]}***@example.com`;
    expect(sent).toEqual({ codeSent: true, method: 'email', methodId: person.methodId, destination, expiresIn: expect.any(Number), retryAfter: 60 });
    expect([sent.expiresIn > 280, sent.expiresIn <= 300]).toEqual([true, true]);
    person.count += 1;
    const code = await newest(person);
    if (code !== older) expectStatus(await verify(api, tempToken, older), 400, 'invalid_code');
    expectStatus(await verify(api, tempToken, code), 200);
    expectStatus(await resend({ tempToken }), 401, 'invalid_temp_token');
  });

  it('is not sent past the limit: log-in says so and goes on, and the last code stays good', async () => {
    const person = await enrolled('sms');
    await asked(person);
    const last = await asked(person);
    const code = await newest(person);
    const limited = await asked(person);
    expect([limited.codeSent, limited.retryAfter! > 3500, limited.methods.length]).toEqual([false, true, 1]);
    expectStatus(await resend({ tempToken: limited.tempToken }), 429, 'too_many_requests');
    await pass(person.id);
    expectStatus(await resend({ tempToken: last.tempToken }), 429, 'too_many_requests');
    const elsewhere = expectStatus(await verify(api, limited.tempToken, code), 400, 'invalid_code');
    expect(elsewhere.body.attemptsRemaining).toBe(4);
    expectStatus(await verify(api, last.tempToken, code), 200);
    const stranger = await register(api);
    const setup = await api.post('/2fa/sms/setup', { phoneNumber: person.to }, { token: stranger.token });
    expect(Number(expectStatus(setup, 429, 'too_many_requests').headers.get('retry-after'))).toBeGreaterThan(3500);
    const events = await suite.query('select data from audit_log where type = $1 and user_id = $2', ['2fa.code_withheld', stranger.id]);
    expect(events).toHaveLength(1);
  });

  it('goes to a method that is not the default, and verify knows which one was asked', async () => {
    const person = await enrol(api);
    const { methodId } = await add(person, 'email', person.email);
    const { body } = expectStatus(await logIn(api, person), 200);
    const { tempToken } = body.data;
    expect([body.data.codeSent, body.data.availableMethods]).toEqual([false, ['totp', 'email']]);
    expectStatus(await resend({ tempToken, method: 'sms' }), 404, 'not_found');
    expectStatus(await resend({ tempToken, methodId: person.methodId }), 404, 'not_found');
    expectStatus(await resend({ tempToken }), 200);
    expectStatus(await verify(api, tempToken, await codeTo(process.url, person.email, 2)), 200);
    const again = expectStatus(await logIn(api, person), 200).body.data.tempToken as string;
    await suite.query('update code_destinations set failed_at = now() where method_id = $1', [methodId]);
    expect(expectStatus(await resend({ tempToken: again, methodId }), 200).body.data).toMatchObject({ codeSent: true, lastOneFailed: true });
    expectStatus(await verify(api, again, totp(person.secret, 1), { methodId: person.methodId }), 200);
  });

  it.each([['a token of nobody', { tempToken: `tt_${'A'.repeat(43)}` }], ['no token at all', { tempToken: 'x' }]])('is not sent for %s', async (_what, body) => {
    expectStatus(await resend(body), 401, 'invalid_temp_token');
  });
});

describe('a step-up', () => {
  it('sends a code that is good for it alone', async () => {
    const person = await enrolled('sms');
    const { token } = person;
    const stepUp = (body: object) => api.post('/auth/step-up', body, { token });
    const sent = expectStatus(await stepUp({ methodId: person.methodId }), 200).body.data;
    expect(sent).toMatchObject({ challengeId: expect.any(String), codeSent: true, destination: expect.stringMatching(/^\+49\*+\d\d$/), expiresIn: 300 });
    person.count += 1;
    const code = await newest(person);
    const { tempToken } = await asked(person);
    if ((await newest(person)) !== code) expectStatus(await verify(api, tempToken, code), 400, 'invalid_code');
    const repeated = expectStatus(await stepUp({ methodId: person.methodId }), 200).body.data;
    expect(repeated).toMatchObject({ challengeId: sent.challengeId, codeSent: false, retryAfter: expect.any(Number) });
    const wrong = expectStatus(await stepUp({ code: other(code), challengeId: sent.challengeId }), 400, 'invalid_code');
    expect(wrong.body.attemptsRemaining).toBe(4);
    await suite.query(`update sessions set auth_time = now() - interval '1 hour' where user_id = $1`, [person.id]);
    const stale = { headers: IN_BODY.headers, token };
    expectStatus(await api.patch(`/2fa/methods/${person.methodId}`, { label: 'x' }, stale), 401, 'step_up_required');
    expect(expectStatus(await stepUp({ code }), 200).body.data.tokenType).toBe('Bearer');
    expectStatus(await api.patch(`/2fa/methods/${person.methodId}`, { label: 'x' }, stale), 200);
    expectStatus(await stepUp({ code, challengeId: sent.challengeId }), 404, 'not_found');
    expectStatus(await stepUp({ code, methodId: person.methodId }), 400, 'invalid_code');
  });

  it('wants the code itself of a method that nothing is sent to', async () => {
    const { token, methodId } = await enrol(api);
    expectStatus(await api.post('/auth/step-up', { methodId }, { token }), 400, 'validation_failed');
  });
});
