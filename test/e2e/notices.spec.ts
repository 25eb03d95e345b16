import { inboxOf } from '../support/inbox';
import { makeKey, withKey } from '../support/keys';
import { askedToLogIn, enrol, expectStatus, logIn, logInWithCode, register, somebody, verify } from '../support/people';
import type { ServiceProcess } from '../support/processes';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { totp, wrongCodes } from '../support/totp';
import { until } from '../support/until';

let suite: Suite;
let api: ServiceProcess;

beforeAll(async () => {
  suite = await sharedSuite();
  [api] = await Promise.all([suite.start('api'), suite.start('worker')]);
}, 120_000);

async function subjectsTo(address: string): Promise<string[]> {
  const response = await fetch(`${api.url}/dev/inbox.json?to=${encodeURIComponent(address)}`);
  return ((await response.json()) as { messages: { subject: string }[] }).messages.map(({ subject }) => subject);
}

it('notices tell of methods that come and go, of a changed password and of wrong codes after a right one, each once', async () => {
  const person = await enrol(api.api);
  const { accessToken: token } = await logInWithCode(api.api, person);
  const tempToken = await askedToLogIn(api.api, person);
  for (const code of wrongCodes(person.secret, 4)) expectStatus(await verify(api.api, tempToken, code), 400, 'invalid_code');
  const change = { currentPassword: person.password, newPassword: 'Better-Battery-8' };
  expectStatus(await api.api.post('/auth/change-password', change, { token }), 200);
  expectStatus(await api.api.delete(`/2fa/methods/${person.methodId}`, { token }), 200);
  const expected = [/^Two-factor authentication is on/, /^Wrong codes/, /^The password of your .* was changed$/, /^Two-factor authentication is off/];
  const subjects = await until('the notices', async () => {
    const found = await subjectsTo(person.email);
    return expected.every((form) => found.some((subject) => form.test(subject))) && found;
  });
  expect(subjects.filter((subject) => !subject.startsWith('Verify')).length).toBe(expected.length);
}, 60_000);

it('an account goes with everything that belongs to it but the trail, for a fresh session, and its address is told', async () => {
  const person = await enrol(api.api);
  const first = await verify(api.api, await askedToLogIn(api.api, person), totp(person.secret, 1), { trustDevice: true });
  const { accessToken: token, refreshToken, deviceToken } = expectStatus(first, 200).body.data;
  const { apiKey } = await makeKey(api.api, token);
  expectStatus(await api.api.post('/webhooks', { url: 'https://example.com/hook', events: ['user.login'] }, { token }), 201);
  expectStatus(await api.api.delete('/auth/me', withKey(apiKey)), 403, 'forbidden');
  await suite.query(`update sessions set auth_time = now() - interval '16 minutes' where user_id = $1`, [person.id]);
  expectStatus(await api.api.delete('/auth/me', { token }), 401, 'step_up_required');
  await suite.query('update sessions set auth_time = now() where user_id = $1', [person.id]);
  const tempToken = await askedToLogIn(api.api, person);

  const gone = expectStatus(await api.api.delete('/auth/me', { token }), 200);
  expect(gone.headers.getSetCookie()).toEqual([expect.stringMatching(/^refreshToken=; Max-Age=0/)]);

  const tables = await suite.query<{ name: string }>(
    `select distinct table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = current_schema() and column_name = 'user_id' and table_type = 'BASE TABLE' and table_name not like 'audit%'`,
  );
  expect(tables.length).toBeGreaterThan(8);
  const [farewell] = await suite.query<{ id: string }>(`select id from audit_log where user_id = $1 and type = 'user.deleted'`, [person.id]);
  for (const { name } of tables) {
    const left = await suite.query<{ dedupe_key?: string }>(`select * from ${name} where user_id = $1`, [person.id]);
    // The worker may have written the last word already.
    expect([name, left.filter((row) => row.dedupe_key !== `notice:${farewell?.id}`)]).toEqual([name, []]);
  }
  expect(await suite.query('select type from audit_log where user_id = $1 order by created_at desc, id desc limit 1', [person.id])).toEqual([{ type: 'user.deleted' }]);
  expectStatus(await api.api.post('/auth/refresh', { refreshToken }), 401, 'invalid_refresh_token');
  expectStatus(await verify(api.api, tempToken, totp(person.secret, 1)), 401, 'invalid_temp_token');
  expectStatus(await api.api.get('/auth/me', withKey(apiKey)), 401, 'invalid_token');
  expectStatus(await logIn(api.api, person), 401, 'invalid_credentials');
  expectStatus(await api.api.post('/auth/login', { email: person.email, password: person.password, deviceToken }), 401, 'invalid_credentials');
  await until('the last word', async () => (await subjectsTo(person.email)).some((subject) => subject.endsWith('was deleted')));
  expectStatus(await api.api.post('/auth/register', { email: person.email, username: person.username, password: person.password }), 201);
}, 60_000);

it('whoever has changed the address of an account cannot keep its end from the old one', async () => {
  const { email, token } = await register(api.api);
  const fresh = somebody().email;
  expectStatus(await api.api.post('/auth/change-email', { email: fresh }, { token }), 202);
  const link = await until('the link', async () => (await inboxOf(api.url, fresh)).find(({ subject }) => subject?.startsWith('Confirm')));
  expectStatus(await api.api.post('/auth/confirm-email', { token: /#token=(ln_[\w-]+)$/m.exec(link.text)?.[1] }), 200);
  expectStatus(await api.api.delete('/auth/me', { token }), 200);
  expect(await suite.query(`select id from messages where dedupe_key like 'farewell:%' and user_id is not null`)).toEqual([]);
  for (const address of [fresh, email]) await until('the last word', async () => (await subjectsTo(address)).some((subject) => subject.endsWith('was deleted')));
});
