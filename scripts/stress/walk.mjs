import { randomBytes } from 'node:crypto';
import { authenticator } from '../demo/authenticator.mjs';

/** What a signed-in user looks at, in turn, until the requests are used up. */
const READS = ['/auth/me', '/2fa/methods', '/auth/sessions', '/2fa/backup-codes/count', '/2fa/devices', '/auth/activity'];
const FIXED = 8;

/** Each kind of request once, and one look. */
export const LEAST_REQUESTS = FIXED + 1;

/**
 * One user from registration to log-out: an authenticator app, a log-in with password and code, a refresh, and looks at what is
 * theirs.
 *
 * @param {ReturnType<typeof import('./client.mjs').openClient>} client @param {number} requests in all
 */
export async function walk({ ask }, requests) {
  const name = `u${randomBytes(8).toString('hex')}`;
  const password = `Aa1-${randomBytes(9).toString('base64url')}`;
  const { accessToken } = await ask('POST', '/auth/register', { body: { email: `${name}@example.com`, username: name, password } });
  const setup = await ask('POST', '/2fa/totp/setup', { token: accessToken, body: {} });
  const app = authenticator(setup.otpauthUrl);
  let step = 0;
  // Whoever is asked to come again later reads the code that the app shows then.
  const shown = () => ({ code: app.codeAt((step = app.step())) });
  await ask('POST', '/2fa/totp/verify-setup', { token: accessToken, body: shown });
  await ask('POST', '/auth/logout', { token: accessToken });

  const { tempToken } = await ask('POST', '/auth/login', { body: { emailOrUsername: name, password } });
  // A code works once: the one that confirmed is spent, and the next one is taken a little early.
  const next = () => ({ tempToken, code: app.codeAt(Math.max(step + 1, app.step())) });
  const signedIn = await ask('POST', '/2fa/verify', { body: next });
  const { accessToken: token } = await ask('POST', '/auth/refresh', { body: { refreshToken: signedIn.refreshToken } });
  for (let done = 0; done < requests - FIXED; done += 1) await ask('GET', READS[done % READS.length], { token });
  await ask('POST', '/auth/logout', { token });
}
