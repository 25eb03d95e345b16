import { randomInt } from 'node:crypto';
import { makePeople } from '../people.mjs';

/** Log-ins push out the oldest sessions of their users: who looks is not among them. */
const LOOKERS = 10;

/** By the index, since scans of big tables are counted. */
const CODES_ARE_GOOD_AGAIN = `update totp_secrets set last_used_step = 0 where method_id = any (array(
  select m.id from two_factor_methods m join users u on u.id = m.user_id where u.username_key = $1))`;

/**
 * @typedef {object} Route
 * @property {(size: object, index: number) => Promise<unknown>} [before] not measured; `ask` gets what it gives
 * @property {(size: object, index: number, prepared: unknown) => Promise<unknown>} ask
 */

/** @type {Record<string, Route>} what is asked at each size */
export const ROUTES = {
  'POST /auth/register': { ask: ({ call }) => makePeople(call, 1, { withApp: false }) },
  'POST /auth/login': { ask: ({ call, people }, index) => login(call, people[LOOKERS + (index % LOOKERS)]) },
  'POST /2fa/verify': {
    async before({ call, enrolled, query }, index) {
      const person = enrolled[index % enrolled.length];
      await query(CODES_ARE_GOOD_AGAIN, [person.name]);
      const { data } = await login(call, person);
      return { tempToken: data.tempToken, code: person.app.codeAt(person.app.step()) };
    },
    ask: ({ call }, _index, body) => call('POST', '/api/2fa/verify', { body }),
  },
  'POST /auth/refresh': {
    async ask({ call, people }, index) {
      const person = people[index % LOOKERS];
      const { data } = await call('POST', '/api/auth/refresh', { body: { refreshToken: person.refreshToken } });
      person.refreshToken = data.refreshToken;
    },
  },
  'GET /auth/me': look('/api/auth/me'),
  'GET /auth/sessions': look('/api/auth/sessions'),
  'GET /auth/activity': look('/api/auth/activity'),
  'GET /2fa/methods': look('/api/2fa/methods'),
  'GET /2fa/devices': look('/api/2fa/devices'),
  'GET /2fa/backup-codes/count': look('/api/2fa/backup-codes/count'),
  'GET /users': { ask: ({ call, admin }) => call('GET', '/api/users', { token: admin.token }) },
  'GET /users?query=': { ask: ({ call, admin, users }) => call('GET', `/api/users?query=person${randomInt(1, users)}`, { token: admin.token }) },
  'GET /audit': { ask: ({ call, admin }) => call('GET', '/api/audit', { token: admin.token }) },
  'GET /audit?userId=': {
    async before({ query, users }) {
      const [{ id }] = await query('select id from users where username_key = $1', [`person${randomInt(1, users)}`]);
      return id;
    },
    ask: ({ call, admin }, _index, id) => call('GET', `/api/audit?userId=${id}`, { token: admin.token }),
  },
};

/** What a round has used up is made good; by the index, since scans of big tables are counted. */
export async function renewSessions({ query, people }) {
  const names = people.map(({ name }) => name);
  await query('update sessions set refresh_count = 0, revoked_at = null where user_id = any (array(select id from users where username_key = any ($1)))', [names]);
}

function look(path) {
  return { ask: ({ call, people }, index) => call('GET', path, { token: people[index % LOOKERS].token }) };
}

function login(call, { name, password }) {
  return call('POST', '/api/auth/login', { body: { emailOrUsername: name, password } });
}
