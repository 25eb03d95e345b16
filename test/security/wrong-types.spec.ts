import { randomUUID } from 'node:crypto';
import type { Client } from '../support/client';
import { administrator, makeKey, withKey } from '../support/keys';
import { openApiDocument } from '../support/openapi';
import { enrol, enrolApp, type EnrolledPerson } from '../support/people';
import { openSuite, type Suite } from '../support/suite';

let suite: Suite;
let api: Client;
let root: string;
let person: EnrolledPerson;
let key: string;
/** An administrator's, of two factors. */
let adminToken: string;

beforeAll(async () => {
  suite = await openSuite({ SETUP_RATE_LIMIT_MAX: '1000', LOGIN_RATE_LIMIT_MAX: '1000', LOGIN_ACCOUNT_RATE_LIMIT_MAX: '1000', TWO_FACTOR_RATE_LIMIT_MAX: '100' });
  ({ api, url: root } = await suite.start('api'));
  person = await enrol(api);
  const admin = await administrator(api, suite);
  adminToken = admin.token;
  await enrolApp(api, adminToken);
  ({ apiKey: key } = await makeKey(api, admin.token, { rateLimit: 1_000_000 }));
}, 60_000);
afterAll(() => suite?.end());

/** Thousands of requests: a busy machine takes its time. */
jest.setTimeout(120_000);

const deep = (depth: number): unknown => (depth === 0 ? 1 : [deep(depth - 1)]);
/** Values that no field of ours takes, or that one takes and finds nothing by. */
const VALUES: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER, '', ' ', '\ufeff', 'x'.repeat(2000), '🔥'.repeat(200), "' or 1=1 --"],
  ...[[], [1], ['x', 'y'], {}, { $gt: '' }, { length: 1 }, { toString: 1, valueOf: 1 }, deep(20), deep(31), deep(200)],
  ...['0', 'NaN', '1e400', '../../etc/passwd', '%00', '${jndi:ldap://x}', randomUUID()],
];
/** Raw JSON, for what JSON.stringify would not write. */
const RAW = ['1e999', '-0', '99999999999999999999999', '{"__proto__":{"isAdmin":true}}', '{"constructor":{"prototype":{"isAdmin":true}}}', '"\\u0000"', '"\\ud800"'];

interface Target {
  readonly method: string;
  readonly path: string;
  readonly members: readonly string[];
  /** How many members a body needs before anything beyond its form is looked at. */
  readonly needs: number;
  readonly takesKeysOnly: boolean;
  readonly isForAdministrators: boolean;
}

type Schema = { $ref?: string; properties?: object; required?: readonly string[]; anyOf?: Schema[] };

/** Every route with a body, or with parameters, of the document that the service says of itself. */
async function targets(): Promise<Target[]> {
  const { paths, components } = openApiDocument();
  const named = (schema: Schema | undefined) => (schema?.$ref ? (components.schemas[schema.$ref.split('/').at(-1)!] as Schema) : schema);
  const membersOf = (schema: Schema | undefined): string[] => [
    ...Object.keys(named(schema)?.properties ?? {}),
    ...(named(schema)?.anyOf ?? []).flatMap(membersOf),
  ];
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { requestBody, security, 'x-access': access }]) => {
      const schema = requestBody?.content['application/json']?.schema as Schema | undefined;
      const takesKeysOnly = security.length > 0 && security.every((way) => 'apiKey' in way);
      const target = { method: method.toUpperCase(), path: path.slice('/api'.length), takesKeysOnly, isForAdministrators: access === 'admin' };
      const needs = named(schema)?.required?.length ?? 0;
      return path.startsWith('/api/') && !path.endsWith('/logout') ? [{ ...target, members: membersOf(schema), needs }] : [];
    }),
  );
}

/** Each member alone; all at once where one alone would be refused for the others that are missing. */
function bodiesWith({ members, needs }: Target, value: unknown): object[] {
  if (needs < 2) return members.map((member) => ({ [member]: value }));
  return [Object.fromEntries(members.map((member) => [member, value]))];
}

/** Nobody's, where the call would end the very session that makes it. */
const tokenFor = ({ path }: Target) => (path === '/auth/revoke-sessions' ? undefined : person.token);

/** What a caller may be told for input that makes no sense; 200 or 201 where the value happens to be a good one. */
const ALLOWED = [200, 201, 400, 401, 404, 409, 413, 429];

async function send({ method, path, takesKeysOnly, isForAdministrators }: Target, body: unknown, token: string | undefined, id = person.methodId) {
  const filled = path.replace(/\{\w+\}/g, encodeURIComponent(id));
  const reply = await api.send(method, filled, body, { isMadeUp: true, ...(takesKeysOnly ? withKey(key) : { token: isForAdministrators ? adminToken : token }) });
  return { what: `${method} ${filled} ${(typeof body === 'string' ? body : JSON.stringify(body) ?? '').slice(0, 200)}`, reply };
}

type Sent = Awaited<ReturnType<typeof send>>;

/** Nothing but answers of the contract, and nothing of the inside in them. */
function expectSense(sent: readonly Sent[]): void {
  const odd = sent.filter(({ reply }) => !ALLOWED.includes(reply.status)).map(({ what, reply }) => `${what} -> ${reply.status}`);
  const telling = sent.filter(({ reply }) => /node_modules|\.js:\d|select |QueryFailed|at \w+ \(/i.test(JSON.stringify(reply.body)));
  expect([odd, telling.map(({ what }) => what)]).toEqual([[], []]);
}

async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<Sent>): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (let at = 0; at < items.length; at += 20) sent.push(...(await Promise.all(items.slice(at, at + 20).map(work))));
  return sent;
}

describe('each field of each route', () => {
  it('takes what is not of its type without a fault', async () => {
    const all = await targets();
    expect(all.filter(({ members }) => members.length > 0).length).toBeGreaterThanOrEqual(8);
    const bodies = all.flatMap((target) => VALUES.flatMap((value) => bodiesWith(target, value).map((body) => ({ target, body }))));
    expectSense(await inTurns(bodies, ({ target, body }) => send(target, body, tokenFor(target))));
  });

  it('takes numbers, names and letters that JSON barely allows without a fault', async () => {
    const bodies = (await targets()).flatMap((target) =>
      RAW.flatMap((value) =>
        bodiesWith(target, 'RAW').map((body) => ({ target, body: JSON.stringify(body).replaceAll('"RAW"', value) })),
      ),
    );
    expectSense(await inTurns(bodies, ({ target, body }) => send(target, body, tokenFor(target))));
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('is not known by any other name', async () => {
    for (const target of (await targets()).filter(({ members }) => members.length > 0)) {
      const { what, reply } = await send(target, { isAdmin: true, role: 'admin', userId: person.id }, person.token);
      // Where an id leads nowhere, its owner's guard may say so before the body is looked at.
      const isOwnersAnswer = target.path.includes('{') && reply.body.code === 'not_found';
      if (!isOwnersAnswer) expect([what, reply.status, reply.body.code]).toEqual([what, 400, 'validation_failed']);
    }
  });
});

describe('each id in a path', () => {
  it('takes anything without a fault', async () => {
    const ids = ['0', '-1', 'null', 'undefined', '[]', "' or 1=1 --", '\u0000', '\ud83d\udd25', 'x'.repeat(150), 'x'.repeat(300), '__proto__', 'constructor', '..', '%'];
    const withId = (await targets()).filter(({ path }) => path.includes('{'));
    expect(withId.length).toBeGreaterThanOrEqual(3);
    const pairs = withId.flatMap((target) => ids.map((id) => ({ target, id })));
    const sent = await inTurns(pairs, ({ target, id }) => send(target, target.method === 'PATCH' ? {} : undefined, person.token, id));
    expectSense(sent);
    expect(sent.filter(({ reply }) => reply.status === 200).map(({ what }) => what)).toEqual([]);
  });
});

describe('a process that was sent all this', () => {
  it('is as well as before', async () => {
    expect(await (await fetch(`${root}/health/ready`)).json()).toMatchObject({ status: 'healthy' });
    expect((await api.get('/2fa/methods', { token: person.token })).body.data.methods).toHaveLength(1);
  });
});
