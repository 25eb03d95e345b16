import { askedToLogIn, enrol, expectStatus, logInWithCode, verify } from '../support/people';
import type { ServiceProcess } from '../support/processes';
import { sharedSuite } from '../support/shared-suite';
import { wrongCodes } from '../support/totp';
import { until } from '../support/until';

let api: ServiceProcess;

beforeAll(async () => {
  const suite = await sharedSuite();
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
