// An application with a user table and passwords of its own, which asks Countersign for the second factor only.
//
//   COUNTERSIGN_URL=http://localhost:3001/api COUNTERSIGN_API_KEY=pk_… node examples/sidecar/app.mjs
//
// The key is an administrator's, with the scopes user:write, 2fa:read, 2fa:write and 2fa:verify. With COUNTERSIGN_WEBHOOK_SECRET
// (of an administrator's webhook that leads to POST /hooks) it learns what others do to its users' second factors.
import { randomBytes, randomUUID } from 'node:crypto';
import http from 'node:http';
import bcrypt from 'bcryptjs';
import { Webhook } from 'standardwebhooks';

const { COUNTERSIGN_URL, COUNTERSIGN_API_KEY, COUNTERSIGN_WEBHOOK_SECRET, PORT = '0' } = process.env;
const ROUNDS = 10;
/** Compared for a name that nobody has, so that it takes as long. */
const nobody = await bcrypt.hash(randomUUID(), ROUNDS);

/** The application's own tables: a database in real life. */
const users = new Map();
const sessions = new Map();
const logins = new Map();

/** Where our user is: Countersign writes it into the user's trail, as our claim. */
const contextOf = ({ socket, headers }) => ({ ipAddress: socket.remoteAddress, userAgent: headers['user-agent'] ?? 'unknown' });

// #region call
/** Calls Countersign about one of our users; `request` is the user's own. */
async function countersign(method, path, request, body) {
  const answer = await fetch(`${COUNTERSIGN_URL}${path}`, {
    method,
    headers: { 'X-API-Key': COUNTERSIGN_API_KEY, 'Content-Type': 'application/json' },
    body: body && JSON.stringify({ ...body, ...(request && { context: contextOf(request) }) }),
  });
  const { data, code, message, retryAfter } = await answer.json();
  if (answer.ok) return data;
  // Down or overloaded is no right code: refuse, and let the user try again.
  throw Object.assign(new Error(message), { status: answer.status >= 500 ? 503 : answer.status, code, retryAfter });
}
// #endregion

const routes = {
  /** Our own user and password; Countersign knows the user by our id, and no password. */
  async 'POST /signup'({ name, password, email }) {
    // bcrypt reads no more than 72 bytes of a password.
    if (bcrypt.truncates(password)) throw refusal(400, 'password_too_long');
    const hash = await bcrypt.hash(password, ROUNDS);
    if (users.has(name)) throw refusal(409, 'taken');
    users.set(name, { id: randomUUID(), name, email, password: hash, hasTwoFactors: false });
    return start(name);
  },

  // #region log-in
  /** Our own password first; then the second factor, unless a trusted device stands for it. */
  async 'POST /login'({ name, password, deviceToken }, request) {
    const user = users.get(name);
    const isRight = await bcrypt.compare(String(password), user?.password ?? nobody);
    if (!user || !isRight) throw refusal(401, 'wrong_name_or_password');
    if (!user.hasTwoFactors) return start(name);
    if (deviceToken) {
      const device = await countersign('POST', '/2fa/devices/verify', request, { userId: idOf(user), deviceToken });
      if (device.trusted) return { ...start(name), deviceToken: device.deviceToken };
    }
    const { challengeId, methods, codeSent } = await countersign('POST', '/2fa/challenges', request, { userId: idOf(user), purpose: 'login' });
    logins.set(challengeId, name);
    return { needsCode: true, challengeId, codeSent, methods: methods.map(({ type, label, destination }) => ({ type, label, destination })) };
  },

  async 'POST /login/code'({ challengeId, code, trustDevice }, request) {
    const user = users.get(logins.get(challengeId));
    if (!user) throw refusal(401, 'no_such_login');
    const { deviceToken } = await countersign('POST', '/2fa/verify', request, { userId: idOf(user), challengeId, code, trustDevice });
    logins.delete(challengeId);
    return { ...start(user.name), deviceToken };
  },
  // #endregion

  // #region enrol
  /** The QR code goes through to the user's browser; we keep nothing of it. */
  async 'POST /two-factor/setup'(_body, request, user) {
    const known = await countersign('POST', '/users', null, { externalId: user.id, email: user.email });
    user.countersignId = known.user.id;
    const { qrCode, secret } = await countersign('POST', '/2fa/totp/setup', request, { userId: idOf(user), label: 'Phone' });
    return { qrCode, secret };
  },

  async 'POST /two-factor/confirm'({ code }, request, user) {
    const { backupCodes } = await countersign('POST', '/2fa/totp/verify-setup', request, { userId: idOf(user), code });
    user.hasTwoFactors = true;
    return { backupCodes };
  },
  // #endregion

  async 'POST /account/delete'(_body, _request, user) {
    if (user.countersignId) await countersign('DELETE', `/users/${idOf(user)}`);
    users.delete(user.name);
    return { deleted: true };
  },

  // #region hear
  /** A message may come twice, or late: it says that something happened, and we ask how things stand now. */
  async 'POST /hooks'({ type, data }) {
    const user = [...users.values()].find(({ countersignId }) => countersignId === data.userId);
    if (!user || !/^2fa\.(enabled|disabled)$/.test(type)) return {};
    const { methods } = await countersign('GET', `/2fa/methods?userId=${data.userId}`);
    user.hasTwoFactors = methods.length > 0;
    return {};
  },
  // #endregion

  'GET /me': (_body, _request, { name, hasTwoFactors }) => ({ name, hasTwoFactors }),
};

const idOf = ({ id }) => `ext:${id}`;
const isOpen = (route) => ['POST /signup', 'POST /login', 'POST /login/code', 'POST /hooks'].includes(route);
const refusal = (status, code) => Object.assign(new Error(code), { status, code });

function start(name) {
  const session = randomBytes(32).toString('base64url');
  sessions.set(session, name);
  return { session };
}

async function answer(request) {
  const route = `${request.method} ${request.url}`;
  if (!routes[route]) throw refusal(404, 'not_found');
  const user = users.get(sessions.get(request.headers.authorization?.replace('Bearer ', '')));
  if (!user && !isOpen(route)) throw refusal(401, 'log_in_first');
  let text = '';
  for await (const chunk of request) text += chunk;
  if (route === 'POST /hooks') requireSignature(text, request.headers);
  return routes[route](text ? JSON.parse(text) : {}, request, user);
}

// #region signature
/** As Standard Webhooks has it: signed by Countersign, and not long ago. */
function requireSignature(text, headers) {
  try {
    new Webhook(COUNTERSIGN_WEBHOOK_SECRET).verify(text, headers);
  } catch {
    throw refusal(401, 'not_signed');
  }
}
// #endregion

const server = http.createServer((request, response) => {
  const send = (status, body) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  answer(request).then(
    (body) => send(200, body),
    ({ status = 500, code = 'fault', retryAfter }) => send(status, { code, retryAfter }),
  );
});
server.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
