import { randomInt } from 'node:crypto';
import { openBrowser } from './browser.mjs';

const LIMIT_MILLISECONDS = 20_000;

/** Log-ins with a code by text message and by mail, read where development keeps what it would send. */
export async function logInWithSentCodes(apiUrl, user, token, { step, sure }) {
  const home = openBrowser(apiUrl);
  const phone = `+49151${randomInt(10_000_000, 100_000_000)}`;
  step('Add a phone: a code goes there by text message');
  const setup = await home('POST', '/api/2fa/sms/setup', { token, body: { phoneNumber: phone } });
  const first = await codeTo(apiUrl, phone, 1);
  if (first === null) return console.log('  This stack sends real messages, so there is no inbox to look at.');
  await home('POST', '/api/2fa/sms/verify-setup', { token, body: { code: first } });
  sure(!setup.destination.includes(phone.slice(4, -2)), `confirmed; from now on it is shown as ${setup.destination}`);

  step('Log in with a text message instead of the app');
  const asked = await question(apiUrl, user);
  sure(!asked.codeSent, 'the app is the default, so nothing was sent');
  await asked.ask('POST', '/api/2fa/resend', { body: { tempToken: asked.tempToken, method: 'sms' } });
  await answer(asked, await codeTo(apiUrl, phone, 2), sure);

  step('Make the mail address the default, and log in with the code that comes by itself');
  const { methodId } = await home('POST', '/api/2fa/email/setup', { token });
  const confirming = await codeTo(apiUrl, user.email, 1);
  await home('POST', '/api/2fa/email/verify-setup', { token, body: { code: confirming } });
  await home('PATCH', `/api/2fa/methods/${methodId}`, { token, body: { isDefault: true } });
  const sent = await question(apiUrl, user);
  sure(sent.codeSent, `log-in has sent a code to ${sent.destination}`);
  await answer(sent, await codeTo(apiUrl, user.email, 2), sure);
}

async function question(apiUrl, { email, password }) {
  const ask = openBrowser(apiUrl);
  return { ask, ...(await ask('POST', '/api/auth/login', { body: { emailOrUsername: email, password } })) };
}

async function answer({ ask, tempToken }, code, sure) {
  const { user } = await ask('POST', '/api/2fa/verify', { body: { tempToken, code } });
  sure(user.twoFactorEnabled, `signed in with ${code}`);
  await ask('POST', '/api/auth/logout');
}

/** The newest code that came to a destination, once `count` have come; null where there is no inbox. */
async function codeTo(apiUrl, to, count) {
  const address = `${apiUrl}/dev/inbox.json?to=${encodeURIComponent(to)}`;
  for (const end = Date.now() + LIMIT_MILLISECONDS; ; ) {
    const response = await fetch(address, { signal: AbortSignal.timeout(5_000) });
    if (response.status === 404) return null;
    const { messages } = await response.json();
    const codes = messages.flatMap(({ text }) => /^\s*(\d{6})(?: is your|$)/m.exec(text)?.[1] ?? []);
    if (codes.length >= count) return codes[0];
    if (Date.now() > end) throw new Error(`No code came to ${to} within 20 seconds. Is the worker running?`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
