import { randomBytes } from 'node:crypto';
import { authenticator } from './authenticator.mjs';
import { openBrowser } from './browser.mjs';
import { logInWithSentCodes } from './codes.mjs';
import { bold, green } from './colours.mjs';
import { readMail } from './mail.mjs';
import { readQrPicture } from './qr-picture.mjs';

let count = 0;
const step = (title) => console.log(`\n${bold(`${(count += 1)}. ${title}`)}`);
const sure = (isSo, what) => {
  if (!isSo) throw new Error(`This is off: ${what}`);
  console.log(`  ${green('✓')} ${what}`);
};

/** Registers, enrols an authenticator app, logs in with password and code, then without one, then with a backup code; throws when anything is off. */
export async function walk(apiUrl) {
  const name = `demo-${randomBytes(4).toString('hex')}`;
  const user = { email: `${name}@example.com`, username: name, password: 'Correct-Horse-7' };
  const home = openBrowser(apiUrl);
  const elsewhere = openBrowser(apiUrl);

  const { token, app, spent, backupCodes } = await enrol(home, user);
  const login = await logIn(elsewhere, user, app, spent);
  await lookAround(elsewhere, login.accessToken);
  await leave(elsewhere, login.accessToken);
  await comeBack(elsewhere, user);
  await recover(openBrowser(apiUrl), user, backupCodes[0]);
  await lookBack(home, token);
  await logInWithSentCodes(apiUrl, user, token, { step, sure });
  await readMail(apiUrl, user.email, { step, sure });
}

async function enrol(ask, user) {
  step('Register');
  const { accessToken: token } = await ask('POST', '/api/auth/register', { body: user, expected: 201 });
  step('Set up an authenticator app');
  const setup = await ask('POST', '/api/2fa/totp/setup', { token });
  const picture = readQrPicture(setup.qrCode);
  if (process.stdout.isTTY) console.log(`\n${picture.blocks}\n`);
  const app = authenticator(picture.text);
  sure(app.account.includes(user.email), `the picture, read as a camera would, names the account: ${app.account}`);
  sure(app.secret === setup.secret, 'its secret is the one that the answer shows for typing');
  const { backupCodes } = setup;
  sure(backupCodes.length === 10, 'ten backup codes come with it, for the day the phone is lost');
  for (const row of [backupCodes.slice(0, 5), backupCodes.slice(5)]) console.log(`    ${row.join('  ')}`);
  step('Confirm with the first code');
  const spent = app.step();
  const confirmed = await ask('POST', '/api/2fa/totp/verify-setup', { token, body: { code: app.codeAt(spent) } });
  const isSame = String(confirmed.backupCodes) === String(backupCodes);
  sure(confirmed.twoFactorEnabled && isSame, 'two-factor authentication is on, and the backup codes are shown once more');
  return { token, app, spent, backupCodes };
}

async function logIn(ask, { email, password }, app, spent) {
  step('Log in elsewhere: the password is not enough any more');
  const question = await ask('POST', '/api/auth/login', { body: { emailOrUsername: email, password } });
  sure(question.requiresTwoFactor && !question.accessToken, 'no token yet, but a question');
  const { tempToken } = question;
  step('Show the code that was used already');
  const refused = await ask('POST', '/api/2fa/verify', { body: { tempToken, code: app.codeAt(spent) }, expected: 400 });
  sure(refused.code === 'code_already_used', `refused; the next one comes in ${refused.retryAfter} seconds`);
  step('Show the next code, which is accepted one step ahead, and trust this browser');
  const answer = { tempToken, code: app.codeAt(spent + 1) };
  const login = await ask('POST', '/api/2fa/verify', { body: { ...answer, trustDevice: true, deviceName: 'My laptop' } });
  sure(login.user.twoFactorEnabled, `signed in as ${login.user.username}`);
  step('Answer the same question again');
  await ask('POST', '/api/2fa/verify', { body: answer, expected: 401 });
  sure(true, 'refused: a question is answered once');
  return login;
}

async function lookAround(ask, token) {
  step('Refresh: the cookie brings a new access token');
  const { accessToken } = await ask('POST', '/api/auth/refresh');
  sure(accessToken && accessToken !== token, 'a new access token of the same session');
  step('List methods and sessions');
  const { methods } = await ask('GET', '/api/2fa/methods', { token: accessToken });
  sure(methods.length === 1 && methods[0].type === 'totp' && methods[0].isDefault, 'one method, an authenticator app, the default');
  const { sessions } = await ask('GET', '/api/auth/sessions', { token: accessToken });
  sure(sessions.length === 2, 'two sessions: the one that registered and this one');
}

async function leave(ask, token) {
  step('Log out');
  await ask('POST', '/api/auth/logout', { token });
  await ask('GET', '/api/auth/me', { token, expected: 401 });
  sure(true, 'its access token ended at once');
}

async function comeBack(ask, { email, password }) {
  step('Log in there again: the browser is trusted, so the password is enough');
  const { accessToken: token } = await ask('POST', '/api/auth/login', { body: { emailOrUsername: email, password } });
  sure(token, 'signed in without a code');
  step('List the trusted devices');
  const { devices } = await ask('GET', '/api/2fa/devices', { token });
  sure(devices.length === 1 && devices[0].current && devices[0].deviceName === 'My laptop', 'one, by its name, and it is this browser');
}

async function recover(ask, { email, password }, backupCode) {
  step('The phone is lost: log in with a backup code, typed as people type');
  const logIn = () => ask('POST', '/api/auth/login', { body: { emailOrUsername: email, password } });
  const { tempToken } = await logIn();
  const typed = backupCode.toLowerCase().replace(/(....)(?=.)/g, '$1-');
  const login = await ask('POST', '/api/2fa/verify-backup-code', { body: { tempToken, code: typed } });
  sure(login.user.email === email && login.remaining === 9, `signed in without the app; ${login.remaining} backup codes remain`);
  step('Show the backup code again');
  const again = { tempToken: (await logIn()).tempToken, code: backupCode };
  const refused = await ask('POST', '/api/2fa/verify-backup-code', { body: again, expected: 400 });
  sure(refused.code === 'code_already_used', 'refused: it counts once');
}

async function lookBack(ask, token) {
  step('What the audit trail says, seen from the first session');
  const { events } = await ask('GET', '/api/auth/activity', { token });
  for (const { occurredAt, type, title } of events) console.log(`    ${occurredAt}  ${type.padEnd(20)} ${title}`);
  const types = events.map(({ type }) => type);
  const ofTheApp = ['2fa.method_added', '2fa.enabled', '2fa.failed', '2fa.verified', '2fa.backup_code_used'];
  const wanted = ['user.registered', ...ofTheApp, 'device.trusted', 'user.login', 'user.logout'];
  sure(wanted.every((type) => types.includes(type)), `all of it was written down: ${wanted.join(', ')}`);
}
