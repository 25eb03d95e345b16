import { randomUUID } from 'node:crypto';
import type { Client } from '../support/client';
import { administrator, makeKey, withKey } from '../support/keys';
import { expectStatus, register, type Person } from '../support/people';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';

let suite: Suite;
let api: Client;

beforeAll(async () => {
  suite = await sharedSuite();
  ({ api } = await suite.start('api'));
}, 60_000);
afterAll(() => suite?.end());

const admin = () => administrator(api, suite);
const key = async ({ token }: Person, scopes: readonly string[]) => withKey((await makeKey(api, token, { scopes })).apiKey);

describe('the trail of all accounts', () => {
  it('is an administrator’s to read, by user, type and time, in pages', async () => {
    const [person, boss] = [await register(api), await admin()];
    const { token } = boss;
    expectStatus(await api.post('/auth/login', { email: person.email, password: 'Wrong-Horse-7' }), 401);
    expectStatus(await api.get('/audit', { token: person.token }), 403, 'forbidden');
    const page = async (query: string) => expectStatus(await api.get(`/audit?${query}`, { token }), 200).body.data;
    const { events } = await page(`userId=${person.id}`);
    expect(events[0]).toEqual({
      ...{ id: expect.any(String), type: 'user.login_failed', title: 'An attempt to sign in to your account failed', occurredAt: expect.stringMatching(/Z$/), data: {} },
      ...{ userId: person.id, sessionId: null, ipAddress: '127.0.0.1', userAgent: 'node', deviceName: 'node', requestId: expect.any(String) },
      reason: expect.any(String),
    });
    expect((await page(`userId=${person.id}&type=user.login`)).events).toHaveLength(1);
    expect((await page(`userId=${person.id}&from=${events[0].occurredAt}`)).events).toEqual([events[0]]);
    expect((await page(`userId=${person.id}&to=${events.at(-1).occurredAt}`)).events).toEqual([]);
    const first = await page(`userId=${person.id}&limit=2`);
    const second = await page(`userId=${person.id}&limit=2&cursor=${first.page.nextCursor}`);
    expect([...first.events, ...second.events]).toEqual(events);
    for (const query of ['from=yesterday', 'to=2026-02-30', 'from=5', 'userId=x', 'limit=0', 'other=1', 'type=']) {
      expectStatus(await api.get(`/audit?${query}`, { token }), 400, 'validation_failed');
    }
  });

  it('leaves as a stream: whole, as NDJSON and as CSV', async () => {
    const boss = await admin();
    await suite.query(
      `insert into audit_log (id, type, user_id, user_agent, request_id)
       select gen_random_uuid(), 'user.logout', $1, '=cmd()', 'r' from generate_series(1, 1200)`,
      [boss.id],
    );
    const call = { token: boss.token, isUndocumented: true };
    const lines = expectStatus(await api.get(`/audit/export?userId=${boss.id}&type=user.logout`, call), 200);
    expect(lines.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(new Set((lines.body as string).trim().split('\n').map((line) => (JSON.parse(line) as { id: string }).id)).size).toBe(1_200);
    const sheet = expectStatus(await api.get(`/audit/export?userId=${boss.id}&type=user.logout&format=csv`, call), 200);
    expect(sheet.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
    const [head, row, ...rest] = (sheet.body as string).trim().split('\r\n');
    expect([head?.startsWith('"id","occurredAt"'), row?.includes(`"'=cmd()"`), rest.length]).toEqual([true, true, 1_199]);
    expectStatus(await api.get('/audit/export?format=xml', { token: boss.token }), 400, 'validation_failed');
  });

  it('reads the trail with its scope: an administrator’s that of all, a user’s the own', async () => {
    const [person, boss] = [await register(api), await admin()];
    const [own, all, other] = [await key(person, ['audit:read']), await key(boss, ['audit:read']), await key(boss, ['user:read'])];
    const read = async (query: string, call: object) => expectStatus(await api.get(`/audit${query}`, call), 200).body.data.events;
    const seen = await read('', own);
    expect(seen.map(({ type }: { type: string }) => type)).toEqual(['api_key.created', 'user.login', 'user.registered']);
    expect(new Set(seen.map(({ userId }: { userId: string }) => userId))).toEqual(new Set([person.id]));
    expectStatus(await api.get('/audit', other), 403, 'insufficient_scope');
    expect(await read(`?userId=${person.id}`, all)).toEqual(seen);
    await suite.query('update users set external_id = $2 where id = $1', [person.id, `crm:${person.username}`]);
    expect(await read(`?userId=ext:crm:${person.username}`, all)).toEqual(seen);
    await suite.query('update users set external_id = $2 where id = $1', [boss.id, `crm:${boss.username}`]);
    const others = [boss.id, randomUUID(), `ext:crm:${boss.username}`, 'ext:nobody'];
    const refusals = await Promise.all(others.map((userId) => api.get(`/audit?userId=${userId}`, own)));
    // Whoever is named: the answer does not tell whether there is such a user.
    const details = refusals.map((reply) => expectStatus(reply, 403, 'forbidden').body.detail as string);
    expect(new Set(details)).toEqual(new Set(['Only an administrator reads the events of other users.']));
    expect(await read(`?userId=${person.id.toUpperCase()}`, own)).toEqual(seen);
    for (const path of ['/audit', '/audit/export']) expectStatus(await api.get(`${path}?userId=ext:nobody`, all), 404, 'not_found');
    const lines = expectStatus(await api.get(`/audit/export?userId=ext:crm:${person.username}`, { ...all, isUndocumented: true }), 200).body as string;
    expect(lines.trim().split('\n')).toHaveLength(seen.length);
  });
});
