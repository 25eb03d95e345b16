import { randomUUID } from 'node:crypto';
import type { Client, Reply } from '../support/client';
import { makeKey, withKey } from '../support/keys';
import { askedToLogIn, enrol, expectStatus, verify, type EnrolledPerson } from '../support/people';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { totp } from '../support/totp';
import { nameOf, ROUTES, type DocumentedRoute } from './support/operations';

jest.setTimeout(120_000);

/** What belongs to one user, by what routes call it. */
interface Belongings {
  readonly userId: string;
  readonly sessionId: string;
  readonly methodId: string;
  readonly deviceId: string;
  readonly keyId: string;
  readonly webhookId: string;
  readonly deliveryId: string;
  readonly challengeId: string;
}

interface User {
  readonly person: EnrolledPerson;
  readonly token: string;
  readonly key: string;
  readonly has: Belongings;
}

/** Whose id a place of a route takes. A new route with an id needs a line here, or the test says so. */
const KINDS: readonly [place: RegExp, kind: keyof Belongings][] = [
  [/^\/auth\/sessions\/\{id\}/, 'sessionId'],
  [/^\/api-keys\/\{id\}/, 'keyId'],
  [/^\/webhooks\/\{id\}/, 'webhookId'],
  [/^\/users\/\{id\}/, 'userId'],
  [/^\/2fa\/challenges\/\{id\}/, 'challengeId'],
];
const NAMES: Readonly<Record<string, keyof Belongings>> = {
  ...{ methodId: 'methodId', deviceId: 'deviceId', deliveryId: 'deliveryId', challengeId: 'challengeId', userId: 'userId' },
};
/** Of no user: what an application calls its user, and members of a provider's report. */
const NO_IDS = ['externalId', 'MessageSid', 'AccountSid', 'messageId'];

/** Bodies by which a request is looked at beyond its form. */
const BODIES: Readonly<Record<string, (user: User) => object | Promise<object>>> = {
  'PATCH /2fa/devices/{deviceId}': () => ({ deviceName: 'mine' }),
  'PATCH /2fa/methods/{methodId}': () => ({ label: 'mine' }),
  'PATCH /api-keys/{id}': () => ({ name: 'mine' }),
  'PATCH /webhooks/{id}': () => ({ description: 'mine' }),
  'POST /2fa/resend': async ({ person }) => ({ tempToken: await askedToLogIn(api, person) }),
  'POST /2fa/send-code': async ({ person }) => ({ tempToken: await askedToLogIn(api, person) }),
  'POST /2fa/verify': async ({ person }) => ({ tempToken: await askedToLogIn(api, person), code: '000000' }),
  'POST /auth/step-up': () => ({ code: '000000' }),
  'POST /2fa/totp/verify-setup': () => ({ code: '000000' }),
  'POST /2fa/sms/verify-setup': () => ({ code: '000000' }),
  'POST /2fa/email/verify-setup': () => ({ code: '000000' }),
  'POST /2fa/devices/verify': () => ({ deviceToken: `dt_${'A'.repeat(43)}` }),
  'POST /users/{id}/2fa/reset': () => ({ reason: 'lost phone' }),
  'POST /users/{id}/suspend': () => ({ reason: 'asked for' }),
};

let suite: Suite;
let api: Client;
let one: User;
let other: User;

beforeAll(async () => {
  suite = await sharedSuite();
  ({ api } = await suite.start('api'));
  [one, other] = await Promise.all([makeUser(), makeUser()]);
}, 60_000);
afterAll(() => suite?.end());

async function makeUser(): Promise<User> {
  const person = await enrol(api);
  const first = await verify(api, await askedToLogIn(api, person), totp(person.secret, 1), { trustDevice: true });
  const { accessToken: token, deviceId } = expectStatus(first, 200).body.data as { accessToken: string; deviceId: string };
  const { apiKey: key } = await makeKey(api, token);
  const { id: keyId } = await makeKey(api, token, { name: 'another' });
  const webhook = expectStatus(await api.post('/webhooks', { url: 'https://example.com/hook', events: ['user.login'] }, { token }), 201).body.data;
  const sessions = (await api.get('/auth/sessions', { token })).body.data.sessions as { id: string; current: boolean }[];
  const { challengeId } = expectStatus(await api.post('/2fa/challenges', {}, withKey(key)), 200).body.data as { challengeId: string };
  const deliveryId = randomUUID();
  await suite.query(
    `insert into webhook_deliveries (id, webhook_id, event_id, type, user_id, lane, state, body, finished_at)
     values ($1, $2, $1, 'user.login', $3, 0, 'delivered', '{}', now())`,
    [deliveryId, webhook.id, person.id],
  );
  const sessionId = sessions.find(({ current }) => !current)!.id;
  const has = { userId: person.id, sessionId, methodId: person.methodId, deviceId, keyId, webhookId: webhook.id as string, deliveryId, challengeId };
  return { person, token, key, has };
}

interface Place {
  readonly route: DocumentedRoute;
  readonly name: string;
  readonly where: 'path' | 'query' | 'body';
  readonly kind: keyof Belongings;
}

function kindOf({ path }: DocumentedRoute, name: string): keyof Belongings {
  const kind = (name === 'id' ? KINDS.find(([form]) => form.test(path))?.[1] : undefined) ?? NAMES[name];
  if (!kind) throw new Error(`${path} takes "${name}": say in test/security/two-users.spec.ts whose id that is.`);
  return kind;
}

/** Every id of every route, with the place that it is taken from. */
const PLACES: readonly Place[] = ROUTES.flatMap((route) => {
  const isId = (name: string) => /^id$|Id$|Sid$/.test(name) && !NO_IDS.includes(name);
  const inBody = Object.entries(route.members).filter(([name, { format }]) => (isId(name) || format === 'uuid') && !NO_IDS.includes(name));
  const place = (where: Place['where']) => (name: string) => ({ route, name, where, kind: kindOf(route, name) });
  return [
    ...route.places.filter((name) => !NO_IDS.includes(name)).map(place('path')),
    ...route.queries.filter(isId).map(place('query')),
    ...inBody.map(([name]) => name).map(place('body')),
  ];
});

type Shown = { readonly token: string } | { readonly headers: Readonly<Record<string, string>> };

/** The caller's own ids everywhere, but for the one place. */
async function send({ route, name, where }: Place, caller: User, shown: Shown, id: string): Promise<Reply> {
  const inPath = (part: string) => (where === 'path' && part === name ? id : caller.has[kindOf(route, part)]);
  const path = route.path.replace(/\{(\w+)\}/g, (_, part: string) => inPath(part));
  const query = where === 'query' ? `?${name}=${id}` : '';
  const body = route.method === 'GET' || route.method === 'DELETE' ? undefined : await BODIES[nameOf(route)]?.(caller) ?? {};
  return api.send(route.method, `${path}${query}`, where === 'body' ? { ...body, [name]: id } : body, shown);
}

/** All that a caller learns. */
const learned = ({ status, body }: Reply) => ({ status, code: body?.code, detail: body?.detail, violations: body?.violations, data: body?.data });

const labelled = PLACES.map((place) => [`${nameOf(place.route)}, ${place.name} in the ${place.where}`, place] as const);

describe('what belongs to somebody else', () => {
  it('is asked for by many routes', () => {
    expect(PLACES.length).toBeGreaterThan(30);
  });

  it.each(labelled)('is answered by %s as what is nowhere', async (_name, place) => {
    const ways: Shown[] = [...(place.route.takesSessions || !place.route.takesKeys ? [{ token: one.token }] : []), ...(place.route.takesKeys ? [withKey(one.key)] : [])];
    for (const shown of ways) {
      const theirs = learned(await send(place, one, shown, other.has[place.kind]));
      const nobodys = learned(await send(place, one, shown, randomUUID()));
      expect(theirs).toEqual(nobodys);
      const isForUsers = ['user', 'fresh'].includes(place.route.access) && 'token' in shown;
      if (place.where === 'path' && isForUsers) expect(theirs).toMatchObject({ status: 404, code: 'not_found' });
      expect(theirs.status).toBeGreaterThanOrEqual(400);
      expect(theirs.status).toBeLessThan(500);
    }
  });

  it('was there all the time: its owner finds it by the same calls', async () => {
    const order = ['GET', 'PATCH', 'POST', 'DELETE'];
    const own = PLACES.filter(({ where, route, kind }) => where === 'path' && ['user', 'fresh', 'key'].includes(route.access) && kind !== 'userId');
    // A key that is revoked takes no other change, and a method takes sessions and devices along.
    const isLast = ({ route, kind }: Place) => Number(route.path.endsWith('/revoke') || kind === 'methodId');
    const calls = own.sort((a, b) => order.indexOf(a.route.method) - order.indexOf(b.route.method) || isLast(a) - isLast(b));
    for (const place of calls) {
      const { status } = await send(place, other, place.route.takesSessions ? { token: other.token } : withKey(other.key), other.has[place.kind]);
      // 409: it is there, and not in a state for this.
      if (![200, 409].includes(status)) throw new Error(`${nameOf(place.route)} answers its owner ${status}`);
    }
  });
});
