import { randomBytes } from 'node:crypto';
import { authenticator } from '../demo/authenticator.mjs';
import { patient } from './load.mjs';

const AT_ONCE = 4;

/** Users with a password and a session, and, of some, an authenticator app. */
export async function makePeople(anyCall, count, { withApp }) {
  const call = patient(anyCall);
  const people = [];
  const maker = async () => {
    while (people.length < count) {
      const person = { name: `u${randomBytes(8).toString('hex')}`, password: `Aa1-${randomBytes(9).toString('base64url')}` };
      people.push(person);
      person.email = `${person.name}@example.com`;
      const made = await call('POST', '/api/auth/register', { body: { email: person.email, username: person.name, password: person.password } });
      person.token = made.data.accessToken;
      person.refreshToken = made.data.refreshToken;
      if (withApp) person.app = await enrol(call, person);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, maker));
  return people;
}

async function enrol(call, { token }) {
  const { data } = await call('POST', '/api/2fa/totp/setup', { token, body: {} });
  const app = authenticator(data.otpauthUrl);
  await call('POST', '/api/2fa/totp/verify-setup', { token, body: { code: app.codeAt(app.step()) } });
  return app;
}

/** Many log-ins of one user end the oldest session, which is the one whose tokens are kept. */
export async function reviveSessions(query) {
  await query('update sessions set revoked_at = null where revoked_at is not null');
}

/** Password, and code where the account has an app. */
export async function logIn(call, { name, password, app }) {
  const { data } = await call('POST', '/api/auth/login', { body: { emailOrUsername: name, password } });
  if (!app) return data;
  const verified = await call('POST', '/api/2fa/verify', { body: { tempToken: data.tempToken, code: app.codeAt(app.step()) } });
  return verified.data;
}
