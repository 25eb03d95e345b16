import { createHmac, createPublicKey } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { accessTokenVerifier } from '../../examples/verify-token/verify-access-token';
import type { Client } from '../support/client';
import { administrator, makeKey, withKey } from '../support/keys';
import { enrol, expectStatus, IN_BODY, logInWithCode, register, signIn, type Person } from '../support/people';
import { runCommand, type ServiceProcess } from '../support/processes';
import { openSuite, type Suite } from '../support/suite';
import { until } from '../support/until';
import { claimsOf } from '../support/tokens';

let suite: Suite;
let services: ServiceProcess[];
let apis: Client[];

beforeAll(async () => {
  suite = await openSuite({ JWT_ACCESS_ALGORITHM: 'ES256' });
  services = await Promise.all([suite.start('api'), suite.start('api')]);
  apis = services.map(({ api }) => api);
}, 120_000);
afterAll(() => suite?.end());

interface Jwk {
  readonly kid: string;
  readonly [member: string]: string;
}

const me = (api: Client, token: string) => api.get('/auth/me', { token });
const headerOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { alg: string; kid: string };

async function keySet(service = services[0]!): Promise<{ keys: Jwk[]; headers: Headers }> {
  const answer = await fetch(`${service.url}/.well-known/jwks.json`);
  return { ...((await answer.json()) as { keys: Jwk[] }), headers: answer.headers };
}

/** What the command printed; it fails with what it said. */
async function keysCommand(...args: string[]): Promise<string> {
  const { code, output } = await runCommand('libs/sessions/src/cli/keys.js', args, suite.environment);
  if (code !== 0) throw new Error(output);
  return output;
}

describe('the published keys', () => {
  it('check tokens of either process, by a program of another service', async () => {
    const { keys, headers } = await keySet();
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(key).toEqual({ kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String), kid: expect.stringMatching(/^[\w-]{43}$/), alg: 'ES256', use: 'sig' });
    }
    const person = await enrol(apis[0]!);
    const { accessToken } = await logInWithCode(apis[1]!, person);
    const verifiers = services.map(({ url }) => accessTokenVerifier(url));
    for (const callerOf of verifiers) {
      expect(await callerOf(accessToken)).toEqual({ userId: person.id, sessionId: claimsOf(accessToken).sid, hasShownTwoFactors: true });
      expect(await callerOf(person.token)).toMatchObject({ userId: person.id, hasShownTwoFactors: false });
      await expect(callerOf(`${accessToken.slice(0, -4)}AAAA`)).rejects.toThrow();
    }
    expect(keys.map(({ kid }) => kid)).toContain(headerOf(accessToken).kid);
  });

  it('let that program see a second factor in a code by SMS or e-mail too', async () => {
    const person = await register(apis[0]!);
    await suite.query('update sessions set aal = 2, is_restricted = true where user_id = $1', [person.id]);
    const { accessToken } = expectStatus(await apis[0]!.post('/auth/refresh', { refreshToken: person.refreshToken }, IN_BODY), 200).body.data;
    expect(claimsOf(accessToken as string).acr).toBe('urn:countersign:acr:2fa-restricted');
    expect(await accessTokenVerifier(services[0]!.url)(accessToken as string)).toMatchObject({ hasShownTwoFactors: true });
  });

  it('make no key of a secret: a token signed with what is public is refused', async () => {
    const { token } = await register(apis[0]!);
    const { keys } = await keySet();
    const jwk = keys.find(({ kid }) => kid === headerOf(token).kid)!;
    const pem = createPublicKey({ key: jwk as never, format: 'jwk' }).export({ format: 'pem', type: 'spki' }) as string;
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const forged = ['HS256', 'ES256', 'none'].flatMap((alg) => [pem, pem.trim(), JSON.stringify(jwk)].map((secret) => {
      const text = `${encode({ alg, typ: 'at+jwt', kid: jwk.kid })}.${token.split('.')[1]}`;
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    }));
    const text = (header: object) => `${encode(header)}.${token.split('.').slice(1).join('.')}`;
    const strange = [{ kid: 'x' }, { kid: 7 }, { kid: '__proto__' }, { jwk }, { kid: undefined }].map((more) => text({ ...headerOf(token), ...more }));
    for (const bad of [...forged, ...strange]) expectStatus(await me(apis[0]!, bad), 401, 'invalid_token');
  });
});

/** Each command is a process, and a busy machine takes its time to start one. */
const LIMIT_MS = 90_000;
/** Between two refreshes of one loop: they go on for seconds, until both processes have looked for the keys again. */
const PAUSE_MS = 20;

describe('a rotation', () => {
  it('waits until others can know the next key', async () => {
    await expect(keysCommand('rotate')).rejects.toThrow(/The next key is new: others may not know it for another \d+ seconds/);
  }, LIMIT_MS);

  it('runs while two processes sign and check, and no token is refused', async () => {
    const people = await Promise.all(apis.map((api) => register(api)));
    const before = headerOf(people[0]!.token).kid;
    const seen = apis.map(() => new Set<string>());
    const refused: number[] = [];
    let isOver = false;
    const work = people.map(async (person, index) => {
      let { refreshToken } = person;
      while (!isOver) {
        const reply = await apis[index]!.post('/auth/refresh', { refreshToken });
        ({ refreshToken } = expectStatus(reply, 200).body.data);
        const token = reply.body.data.accessToken as string;
        seen[index]!.add(headerOf(token).kid);
        const statuses = await Promise.all(apis.map(async (api) => (await me(api, token)).status));
        refused.push(...statuses.filter((status) => status !== 200));
        await suite.query('update sessions set refresh_count = 0 where user_id = $1', [person.id]);
        await sleep(PAUSE_MS);
      }
    });
    await suite.query(`update signing_keys set state_since = now() - interval '10 minutes' where state = 'next'`);
    expect(await keysCommand('rotate')).toMatch(/signs from now on/);
    await Promise.all([...work, until('both processes to sign with the new key', () => seen.every(({ size }) => size === 2), 40_000).finally(() => (isOver = true))]);
    expect([seen.map((kids) => [...kids][0]), refused]).toEqual([[before, before], []]);
    for (const person of people) for (const api of apis) expectStatus(await me(api, person.token), 200);
    const listed = (await keysCommand('list')).trim().split('\n').map((line) => line.split(/ +/)[1]);
    expect(listed.sort()).toEqual(['current', 'next', 'previous']);
    expect((await keySet(services[1])).keys).toHaveLength(3);
  }, LIMIT_MS);

  it('ends with the previous key, once its tokens have ended', async () => {
    expect(await keysCommand('retire')).toMatch(/no previous key that has been out of use for 960 seconds/);
    const { token } = await register(apis[0]!);
    const [previous] = await suite.query<{ kid: string }>(`update signing_keys set state_since = now() - interval '17 minutes' where state = 'previous' returning kid`);
    expect(await keysCommand('retire')).toContain(`${previous!.kid} is forgotten.`);
    await until('the key to go', async () => (await keySet()).keys.length === 2);
    expectStatus(await me(apis[0]!, token), 200);
    const row = (await suite.query<{ text: string }>('select string_agg(k::text, $1) as text from signing_keys k', [' ']))[0]!;
    expect(row.text).toMatch(/v1\.k1\./);
  }, LIMIT_MS);
});

describe('introspection and revocation', () => {
  let key: string;
  let person: Person;
  const form = (token: string, path = 'introspect', call = withKey(key)) => {
    const headers = { ...call.headers, 'content-type': 'application/x-www-form-urlencoded' };
    return apis[1]!.post(`/auth/${path}`, new URLSearchParams({ token, token_type_hint: 'access_token', client_id: 'app', more: '' }).toString(), { headers });
  };

  beforeAll(async () => {
    const admin = await administrator(apis[0]!, suite);
    key = (await makeKey(apis[0]!, admin.token, { scopes: ['user:read', 'user:write'] })).apiKey;
    person = await register(apis[0]!);
  });

  it('tell what a token is good for, in the words of RFC 7662', async () => {
    const { iat, exp, jti, sid, auth_time } = claimsOf(person.token);
    const { body, headers } = expectStatus(await form(person.token), 200);
    expect(body).toEqual({
      ...{ active: true, token_type: 'Bearer', iss: 'countersign', aud: 'countersign', sub: person.id, username: person.username },
      ...{ iat, exp, jti, sid, auth_time, acr: 'urn:countersign:acr:1fa', amr: ['pwd'] },
    });
    expect(headers.get('cache-control')).toBe('no-store');
    const refresh = expectStatus(await form(person.refreshToken), 200).body;
    expect(refresh).toMatchObject({ active: true, token_type: 'refresh_token', sub: person.id, exp: expect.any(Number) });
    for (const text of ['x', 'a.b.c', `${person.token}x`, 'rt_'.padEnd(46, 'A'), key]) expect((await form(text)).body).toEqual({ active: false });
  });

  it('are for keys with the scope, and of an ordinary user for that user', async () => {
    expectStatus(await apis[0]!.post('/auth/introspect', { token: person.token }, { token: person.token }), 403, 'forbidden');
    const { apiKey } = await makeKey(apis[0]!, person.token, { scopes: ['user:read'] });
    expect((await form(person.token, 'introspect', withKey(apiKey))).body.active).toBe(true);
    expect((await form((await register(apis[0]!)).token, 'introspect', withKey(apiKey))).body).toEqual({ active: false });
    expectStatus(await form(person.token, 'revoke', withKey(apiKey)), 403, 'insufficient_scope');
  });

  it('end a session by its access or its refresh token, at every process', async () => {
    for (const name of ['accessToken', 'refreshToken'] as const) {
      const session = await signIn(apis[0]!, person);
      expectStatus(await form(session[name], 'revoke'), 200);
      for (const api of apis) expectStatus(await me(api, session.accessToken), 401, 'invalid_token');
      expectStatus(await apis[0]!.post('/auth/refresh', { refreshToken: session.refreshToken }), 401);
      expect((await form(session[name])).body).toEqual({ active: false });
      expectStatus(await form(session[name], 'revoke'), 200);
    }
    expectStatus(await me(apis[0]!, person.token), 200);
  });
});
