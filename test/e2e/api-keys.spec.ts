import type { Client } from '../support/client';
import { administrator, makeKey, withKey, type MadeKey } from '../support/keys';
import { enrolApp, expectStatus, register, type Person } from '../support/people';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';

let suite: Suite;
let api: Client;
let person: Person;

beforeAll(async () => {
  suite = await sharedSuite();
  ({ api } = await suite.start('api'));
  person = await register(api);
}, 60_000);
afterAll(() => suite?.end());

const me = (key: string, headers?: Record<string, string>) => api.get('/auth/me', withKey(key, headers));
const asSession = () => ({ token: person.token });
const eventsOf = async (userId: string, type: string) =>
  suite.query<{ data: Record<string, unknown> }>('select data from audit_log where user_id = $1 and type = $2 order by id', [userId, type]);

describe('a key', () => {
  it('is shown once, in the shape of the contract, and kept as digest', async () => {
    const input = { name: ' CI ', scopes: ['2fa:read', 'user:read'], expiresAt: '2090-01-31T00:00:00+01:00', rateLimit: 50, allowedNetworks: ['10.1.2.3/8', '2001:db8::/48'] };
    const { body, headers } = expectStatus(await api.post('/api-keys', input, asSession()), 201);
    const { apiKey, ...shown } = body.data;
    const time = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(shown).toEqual({
      ...{ id: expect.any(String), name: 'CI', keyPrefix: apiKey.slice(0, 19), scopes: input.scopes },
      ...{ expiresAt: '2090-01-30T23:00:00.000Z', rateLimit: 50, createdAt: time, lastUsedAt: null },
      ...{ allowedNetworks: ['10.0.0.0/8', '2001:db8::/48'], revokedAt: null, previousKeyExpiresAt: null },
    });
    expect([apiKey, headers.get('cache-control')]).toEqual([expect.stringMatching(/^pk_test_[0-9A-Za-z]{60}$/), 'no-store']);
    expect((await api.get(`/api-keys/${shown.id}`, asSession())).body.data).toEqual(shown);
    expect((await api.get('/api-keys', asSession())).body.data).toEqual([shown]);
    const [row] = await suite.query('select row_to_json(k)::text as text from api_keys k where id = $1', [shown.id]);
    expect(row!.text).not.toContain(apiKey.slice(19));
    expect(await eventsOf(person.id, 'api_key.created')).toEqual([{ data: { apiKeyId: shown.id, name: 'CI', scopes: input.scopes } }]);
  });

  it('says who its owner is, as X-API-Key and as bearer, with its own limit in the headers', async () => {
    const { apiKey, id } = await makeKey(api, person.token, { rateLimit: 3 });
    const { body, headers } = expectStatus(await me(apiKey), 200);
    expect(body.data.user.id).toBe(person.id);
    expect(['policy', 'limit', 'remaining', 'reset'].map((name) => headers.get(`ratelimit-${name}`))).toEqual(['"key";q=3;w=3600', '3', '2', '3600']);
    expectStatus(await api.get('/auth/me', { token: apiKey }), 200);
    expectStatus(await me(apiKey), 200);
    const refused = expectStatus(await me(apiKey), 429, 'too_many_requests');
    expect([refused.headers.get('ratelimit-remaining'), Number(refused.headers.get('retry-after')) > 3590]).toEqual(['0', true]);
    await suite.query(`update api_keys set window_started_at = now() - interval '1 hour' where id = $1`, [id]);
    expectStatus(await me(apiKey), 200);
  });

  it('is refused beside a session, twice, and malformed', async () => {
    const { apiKey } = await makeKey(api, person.token);
    const both = [{ headers: { 'x-api-key': apiKey }, token: person.token }, { headers: { 'x-api-key': apiKey }, token: apiKey }];
    for (const call of both) expectStatus(await api.get('/auth/me', call), 401, 'invalid_token');
    const changed = `${apiKey.slice(0, -1)}${apiKey.endsWith('a') ? 'b' : 'a'}`;
    for (const key of ['', 'x', changed, `${apiKey}, ${apiKey}`, 'pk_live_'.padEnd(79, 'A')]) expectStatus(await me(key), 401, 'invalid_token');
  });

  it('notes its last use to a minute', async () => {
    const { apiKey, id } = await makeKey(api, person.token);
    const lastUse = async () => (await api.get(`/api-keys/${id}`, asSession())).body.data.lastUsedAt as string;
    expectStatus(await me(apiKey), 200);
    const first = await lastUse();
    expectStatus(await me(apiKey), 200);
    expect([await lastUse(), first]).toEqual([first, expect.any(String)]);
    await suite.query(`update api_keys set last_used_at = last_used_at - interval '1 minute' where id = $1`, [id]);
    expectStatus(await me(apiKey), 200);
    expect((await lastUse()) > first).toBe(true);
  });

  it('is good from its networks alone, until it expires, while its owner is active', async () => {
    const far = await makeKey(api, person.token, { allowedNetworks: ['198.51.100.0/24', '2001:db8:1::/48'] });
    expectStatus(await me(far.apiKey), 401, 'invalid_token');
    const { apiKey, id } = await makeKey(api, person.token, { allowedNetworks: ['198.51.100.0/24', '127.0.0.0/8'] });
    expectStatus(await me(apiKey), 200);
    await suite.query(`update api_keys set expires_at = now() where id = $1`, [id]);
    expectStatus(await me(apiKey), 401, 'invalid_token');
    const other = await register(api);
    const key = await makeKey(api, other.token);
    await suite.query('update users set is_active = false where id = $1', [other.id]);
    expectStatus(await me(key.apiKey), 401, 'invalid_token');
  });

  it('is good only where a route names a scope that it holds', async () => {
    const reading = await makeKey(api, person.token, { scopes: ['2fa:read'] });
    expectStatus(await api.get('/2fa/methods', withKey(reading.apiKey)), 200);
    const { body, headers } = expectStatus(await me(reading.apiKey), 403, 'insufficient_scope');
    expect([body.scopes, headers.get('www-authenticate')]).toEqual([['user:read'], 'Bearer error="insufficient_scope", scope="user:read"']);
    const every = await makeKey(api, person.token);
    for (const path of ['/auth/sessions', '/auth/activity', '/api-keys']) expectStatus(await api.get(path, withKey(every.apiKey)), 403, 'forbidden');
    expectStatus(await api.post('/api-keys', { name: 'x', scopes: ['*'] }, withKey(every.apiKey)), 403, 'forbidden');
    expectStatus(await api.post('/2fa/totp/setup', {}, withKey(every.apiKey)), 401, 'step_up_required');
  });
});

describe('the life of a key', () => {
  const call = (verb: 'post' | 'patch', { id }: MadeKey, path: string, body: object) => api[verb](`/api-keys/${id}${path}`, body, asSession());

  it('goes on under a new secret, beside the old one for as long as was said', async () => {
    const owner = await register(api);
    const first = await makeKey(api, owner.token);
    const rotate = async (body?: object) => expectStatus(await api.post(`/api-keys/${first.id}/rotate`, body, { token: owner.token }), 200).body.data;
    const second = await rotate({ overlapSeconds: 60 });
    expect([second.keyPrefix, second.previousKeyExpiresAt]).toEqual([first.keyPrefix, expect.any(String)]);
    for (const { apiKey } of [first, second]) expectStatus(await me(apiKey), 200);
    await suite.query(`update api_keys set previous_expires_at = now() where id = $1`, [first.id]);
    expectStatus(await me(first.apiKey), 401, 'invalid_token');
    const third = await rotate();
    expectStatus(await me(second.apiKey), 401, 'invalid_token');
    expectStatus(await me(third.apiKey), 200);
    expect(await eventsOf(owner.id, 'api_key.rotated')).toHaveLength(2);
  });

  it('changes what is given and nothing else', async () => {
    const key = await makeKey(api, person.token, { allowedNetworks: ['192.0.2.1'], expiresAt: '2090-01-01T00:00:00Z' });
    const { body } = expectStatus(await call('patch', key, '', { scopes: ['user:read'], expiresAt: null }), 200);
    expect(body.data).toMatchObject({ name: 'A key', scopes: ['user:read'], expiresAt: null, allowedNetworks: ['192.0.2.1/32'], rateLimit: 1000 });
    expectStatus(await call('patch', key, '', { allowedNetworks: [], rateLimit: 5, name: 'B' }), 200);
    expect((await api.get(`/api-keys/${key.id}`, asSession())).body.data).toMatchObject({ name: 'B', allowedNetworks: [], rateLimit: 5, scopes: ['user:read'] });
    expectStatus(await call('patch', key, '', { expiresAt: '2020-01-01T00:00:00Z' }), 400, 'validation_failed');
  });

  it('ends by revoking, and is gone by deleting', async () => {
    const key = await makeKey(api, person.token);
    const { body } = expectStatus(await call('post', key, '/revoke', {}), 200);
    expect(body.data).toMatchObject({ id: key.id, revokedAt: expect.any(String) });
    expectStatus(await me(key.apiKey), 401, 'invalid_token');
    expect(expectStatus(await call('post', key, '/revoke', {}), 200).body.data.revokedAt).toBe(body.data.revokedAt);
    expectStatus(await call('patch', key, '', { name: 'x' }), 409, 'api_key_revoked');
    expectStatus(await call('post', key, '/rotate', {}), 409, 'api_key_revoked');
    expectStatus(await api.delete(`/api-keys/${key.id}`, asSession()), 200);
    expectStatus(await api.get(`/api-keys/${key.id}`, asSession()), 404);
    expectStatus(await api.delete(`/api-keys/${key.id}`, asSession()), 404);
    const live = await makeKey(api, person.token);
    expectStatus(await api.delete(`/api-keys/${live.id}`, asSession()), 200);
    expectStatus(await me(live.apiKey), 401, 'invalid_token');
    const revoked = await eventsOf(person.id, 'api_key.revoked');
    expect(revoked.map(({ data }) => data.apiKeyId)).toEqual([key.id, live.id]);
  });

  it('begins and changes in a fresh session alone', async () => {
    const owner = await register(api);
    const { id } = await makeKey(api, owner.token);
    await suite.query(`update sessions set auth_time = auth_time - interval '1 hour' where user_id = $1`, [owner.id]);
    const stale = { token: owner.token };
    expectStatus(await api.post('/api-keys', { name: 'x', scopes: ['*'] }, stale), 401, 'step_up_required');
    expectStatus(await api.patch(`/api-keys/${id}`, { name: 'x' }, stale), 401, 'step_up_required');
    expectStatus(await api.post(`/api-keys/${id}/rotate`, {}, stale), 401, 'step_up_required');
    expectStatus(await api.post(`/api-keys/${id}/revoke`, {}, stale), 200);
  });

  it.each([
    [{ scopes: [] }, '/scopes'],
    [{ scopes: ['2fa:read', '2fa:fly'] }, '/scopes/1'],
    [{ scopes: ['*', '*'] }, '/scopes'],
    [{ name: ' ' }, '/name'],
    [{ rateLimit: 0 }, '/rateLimit'],
    [{ rateLimit: 1001 }, '/rateLimit'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
    [{ expiresAt: '2090-01-01' }, '/expiresAt'],
    [{ expiresAt: '2090-02-30T00:00:00Z' }, '/expiresAt'],
    [{ expiresAt: '0000-01-01T00:00:00Z' }, '/expiresAt'],
    [{ allowedNetworks: ['10.0.0.0/33'] }, '/allowedNetworks'],
    [{ allowedNetworks: ['fe80::1%eth0'] }, '/allowedNetworks'],
    [{ allowedNetworks: ['::ffff:10.0.0.1'] }, '/allowedNetworks'],
    [{ allowedNetworks: ['0:0:0:0:0:ffff:a00:1/120'] }, '/allowedNetworks'],
    [{ allowedNetworks: ['10.0.0.1/8/8'] }, '/allowedNetworks'],
  ])('does not begin with %j', async (input, pointer) => {
    const { body } = expectStatus(await api.post('/api-keys', { name: 'x', scopes: ['*'], ...input }, asSession()), 400, 'validation_failed');
    expect(body.violations[0].pointer).toBe(pointer);
  });

  it('takes no more keys than a user may have', async () => {
    const owner = await register(api);
    const make = () => api.post('/api-keys', { name: 'x', scopes: ['*'] }, { token: owner.token });
    const replies = await Promise.all(Array.from({ length: 12 }, make));
    expect(replies.map(({ status }) => status)).toEqual(Array(12).fill(201));
    // One is left, and two want it.
    await suite.query(
      `insert into api_keys (id, user_id, name, key_prefix, digest, scopes, rate_limit)
       select gen_random_uuid(), $1, 'x', gen_random_uuid(), '', '{*}', 1 from generate_series(1, 37)`,
      [owner.id],
    );
    expect((await Promise.all([make(), make()])).map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(expectStatus(await make(), 409, 'too_many_api_keys').body.limit).toBe(50);
  });
});

describe('for whom a key acts', () => {
  it('is its owner, or whom an administrator’s key names', async () => {
    const admin = await administrator(api, suite);
    const [{ apiKey }, other] = [await makeKey(api, admin.token), await register(api)];
    expect((await me(apiKey)).body.data.user.id).toBe(admin.id);
    const named = await api.get(`/auth/me?userId=${other.id}`, withKey(apiKey));
    expect(named.body.data.user.id).toBe(other.id);
    const setup = expectStatus(await api.post('/2fa/totp/setup', { userId: other.id, label: 'Phone' }, withKey(apiKey)), 200);
    expect(setup.body.data).toMatchObject({ methodId: expect.any(String), secret: expect.any(String) });
    for (const userId of ['ext:nobody', '00000000-0000-7000-8000-000000000000']) {
      expectStatus(await api.get(`/auth/me?userId=${userId}`, withKey(apiKey)), 404, 'not_found');
    }
    const owners = await makeKey(api, other.token);
    for (const userId of [admin.id, person.id, 'ext:nobody']) {
      expectStatus(await api.get(`/2fa/methods?userId=${userId}`, withKey(owners.apiKey)), 403, 'forbidden');
    }
    expectStatus(await api.get(`/2fa/methods?userId=${other.id}`, withKey(owners.apiKey)), 200);
  });

  it('is nobody with the ids of another', async () => {
    const [victim, thief] = [await register(api), await register(api)];
    const { methodId } = await enrolApp(api, victim.token);
    const key = await makeKey(api, victim.token);
    const own = await makeKey(api, thief.token);
    const calls = [
      () => api.get(`/api-keys/${key.id}`, { token: thief.token }),
      () => api.patch(`/api-keys/${key.id}`, { name: 'mine' }, { token: thief.token }),
      () => api.post(`/api-keys/${key.id}/rotate`, {}, { token: thief.token }),
      () => api.post(`/api-keys/${key.id}/revoke`, {}, { token: thief.token }),
      () => api.delete(`/api-keys/${key.id}`, { token: thief.token }),
      () => api.patch(`/2fa/methods/${methodId}`, { label: 'mine' }, { token: thief.token }),
      () => api.delete(`/2fa/methods/${methodId}`, { token: thief.token }),
      () => api.post('/2fa/totp/verify-setup', { code: '000000', methodId }, withKey(own.apiKey)),
    ];
    const replies = [];
    for (const call of calls) replies.push((await call()).body.code);
    expect(replies).toEqual([...Array<string>(7).fill('not_found'), 'setup_not_started']);
    expectStatus(await me(key.apiKey), 200);
  });

  it('stands in the trail with what the application says of its own client', async () => {
    const admin = await administrator(api, suite);
    const [{ apiKey, id }, other] = [await makeKey(api, admin.token), await register(api)];
    const context = { ipAddress: '2001:db8::7', userAgent: 'Browser/9' };
    const wrong = { userId: other.id, context, code: '000000' };
    expectStatus(await api.post('/2fa/totp/setup', { userId: other.id }, withKey(apiKey)), 200);
    expectStatus(await api.post('/2fa/totp/verify-setup', wrong, withKey(apiKey)), 400, 'invalid_code');
    const [event] = await eventsOf(other.id, '2fa.failed');
    expect(event!.data).toMatchObject({ purpose: 'setup', byKey: id, claimed: context });
  });
});
