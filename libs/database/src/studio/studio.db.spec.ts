import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../testing/test-database';
import { hiddenColumn, hiddenValue } from './hidden-columns';
import { openStudio, type Studio } from './studio';
import { StudioDoor } from './studio-door';

const SEALED = `v1.k1.${Buffer.alloc(44, 'canary').toString('base64url')}`;
const HASH = '$argon2id$v=19$m=19456,t=2,p=1$Y2FuYXJ5Y2FuYXJ5$Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5';
const DIGEST = Buffer.alloc(32, 'canary');
const TOKEN = `rt_${Buffer.alloc(32, 'canary').toString('base64url')}`;
const USER = '01890000-0000-7000-8000-000000000001';
const SESSION = '01890000-0000-7000-8000-000000000002';

let test: TestDatabase;
let client: Client;
let studio: Studio;
let origin: string;
let cookie: string;

const get = (path: string, headers: Record<string, string> = { cookie }) => fetch(`${origin}${path}`, { headers, redirect: 'manual' });
const html = async (path: string) => (await get(path)).text();

beforeAll(async () => {
  test = await createTestDatabase();
  client = new Client({ connectionString: test.url });
  await client.connect();
  await client.query(
    `insert into users (id, email, email_key, username, username_key, password_hash) values ($1, $2, $2, '<b>"x"</b>', 'x', $3)`,
    [USER, 'jo@example.com', HASH],
  );
  await client.query(
    `insert into sessions (id, user_id, auth_time, idle_expires_at, expires_at, aal, amr, device_name, user_agent)
     values ($1, $2, now(), now(), now(), 1, '{pwd}', $3, $4)`,
    [SESSION, USER, `phone ${SEALED}`, TOKEN],
  );
  await client.query('insert into refresh_tokens (digest, session_id, expires_at) values ($1, $2, now())', [DIGEST, SESSION]);
  await client.query(
    `insert into audit_log (id, type, user_id, request_id, data) select gen_random_uuid(), 'spec.event', $1, 'r' || number, $2
     from generate_series(1, 120) as number`,
    [USER, { hash: HASH }],
  );
  await client.query(`insert into messages (id, channel, purpose, destination_sealed, body_sealed) values ($1, 'email', 'code', $2, $2)`, [
    SESSION,
    SEALED,
  ]);
  studio = await openStudio(test.url);
  origin = new URL(studio.address).origin;
}, 60_000);
afterAll(async () => {
  await studio?.close();
  await client?.end();
  await test?.drop();
});

describe('the door of the studio', () => {
  it('is on loopback', () => {
    expect(studio.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?ticket=[\w-]{43}$/);
  });

  it('lets the printed address in once, of many at once too, and gives it a cookie', async () => {
    expect((await get('/', {})).status).toBe(403);
    expect((await get('/?ticket=wrong', {})).status).toBe(403);
    const path = studio.address.slice(origin.length);
    expect((await fetch(studio.address, { method: 'HEAD' })).status).toBe(403);
    const answers = await Promise.all(Array.from({ length: 20 }, () => get(path, {})));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(19);
    const admitted = answers.find(({ status }) => status === 303)!;
    expect([admitted.headers.get('location'), admitted.headers.get('set-cookie')]).toEqual([
      '/',
      expect.stringMatching(/^studio\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    cookie = admitted.headers.get('set-cookie')!.split(';')[0]!;
    expect((await get('/')).status).toBe(200);
    expect((await get('/', { cookie: `${cookie.slice(0, -1)}_` })).status).toBe(403);
  });

  it('does not let it in later than five minutes after it was printed', () => {
    let now = 0;
    const doors = Array.from({ length: 2 }, () => new StudioDoor('studio', () => now));
    now = 299_999;
    expect(doors[0]!.admit(doors[0]!.ticket)).toMatch(/^studio=/);
    now = 300_000;
    expect(doors[1]!.admit(doors[1]!.ticket)).toBeNull();
  });

  it('stays closed under another name of this machine, and to writes', async () => {
    const named = (host: string) =>
      new Promise<number | undefined>((resolve) => {
        request(`${origin}/`, { headers: { host, cookie } }, (answer) => resolve(answer.resume().statusCode)).end();
      });
    expect(await named('evil.example')).toBe(403);
    expect(await named(new URL(origin).host.replace('127.0.0.1', 'localhost'))).toBe(200);
    expect((await fetch(`${origin}/`, { method: 'POST', headers: { cookie } })).status).toBe(405);
  });

  it('lets a browser run, load and embed nothing', async () => {
    const { headers } = await get('/');
    const body = await html('/');
    const style = createHash('sha256').update(/<style>([^]*?)<\/style>/.exec(body)![1]!).digest('base64');
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${style}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect([headers.get('cache-control'), headers.get('referrer-policy'), headers.get('x-content-type-options')]).toEqual(['no-store', 'no-referrer', 'nosniff']);
    expect(body).not.toMatch(/<script|style=|src=/);
  });
});

describe('the pages of the studio', () => {
  it('list tables and views with their columns and rows', async () => {
    const body = await html('/');
    expect(body).toMatch(/<a href="\/table\/users">users<\/a><\/td><td>1<\/td>/);
    expect(body).toMatch(/user_facts<\/a> \(view\)/);
    expect(body).toMatch(/<td>120<\/td>/);
    expect(body).toContain('<i>password_hash</i>');
    expect(body).not.toMatch(/audit_log_\d/);
  });

  it('show rows as text, escaped', async () => {
    const body = await html('/table/users');
    expect(body).toContain('jo@example.com');
    expect(body).toContain('&lt;b&gt;&quot;x&quot;&lt;/b&gt;');
    expect(body).not.toContain('<b>');
  });

  it('never show a secret, whichever column it stands in', async () => {
    const paths = [...(await html('/')).matchAll(/href="(\/table\/[^"]+)"/g)].map(([, path]) => path!);
    expect(paths.length).toBeGreaterThan(10);
    const pages = (await Promise.all(paths.map(html))).join('\n');
    for (const secret of [SEALED, HASH, TOKEN, DIGEST.toString('hex'), DIGEST.toString('base64'), DIGEST.toString('base64url')]) {
      expect(pages).not.toContain(secret.slice(3, 40));
    }
    expect(pages).not.toMatch(/canary|Y2FuYXJ5/);
    expect(pages.match(/<i>sealed<\/i>/g)!.length).toBeGreaterThanOrEqual(3);
    expect(pages.match(/<i>digest<\/i>/g)!.length).toBeGreaterThanOrEqual(3);
  });

  it('filter by column, and turn pages', async () => {
    const rowsIn = (body: string) => body.split('<tr><td>').length - 1;
    expect(rowsIn(await html('/table/audit_log'))).toBe(50);
    expect(await html('/table/audit_log')).toContain('href="/table/audit_log?page=2"');
    const last = await html('/table/audit_log?f_type=SPEC&page=3');
    expect(rowsIn(last)).toBe(20);
    expect(last).toContain('href="/table/audit_log?f_type=SPEC&amp;page=2"');
    expect(last).not.toContain('Older');
    expect(rowsIn(await html('/table/audit_log?f_request_id=r11'))).toBe(11);
    expect(rowsIn(await html('/table/audit_log?f_request_id=%3Dr11&f_type='))).toBe(1);
    expect(rowsIn(await html('/table/users?f_email=null'))).toBe(0);
    expect(rowsIn(await html('/table/users?f_email=!null'))).toBe(1);
    // Both stand in columns that are shown, and are not: a search does not tell how they begin.
    for (const part of [`f_device_name=${SEALED.slice(0, 12)}`, `f_user_agent=${TOKEN.slice(0, 6)}`]) expect(rowsIn(await html(`/table/sessions?${part}`))).toBe(0);
    expect(rowsIn(await html('/table/sessions?f_user_agent=!null'))).toBe(1);
    expect(await html(`/table/users?f_username=${encodeURIComponent(`"><script>' or 1=1 --`)}`)).toContain('value="&quot;&gt;&lt;script&gt;&#39; or 1=1 --"');
  });

  it('leave a row out that a search must not find, and lead on to those behind it', async () => {
    await client.query(
      `insert into audit_log (id, type, request_id, created_at, data)
       select gen_random_uuid(), 'page.event', case number when 1 then $1 else 'seen' || number end, now() - make_interval(secs => number), '{}'
       from generate_series(1, 60) as number`,
      [`seen ${TOKEN}`],
    );
    const pages = await Promise.all([1, 2].map((page) => html(`/table/audit_log?f_type=page.event&f_request_id=seen&page=${page}`)));
    expect(pages[0]).toContain('Older');
    const seen = pages.flatMap((page) => page.match(/<td>seen\d+/g) ?? []);
    expect([seen.length, new Set(seen).size]).toEqual([59, 59]);
  });

  it.each([
    ['a hidden column', '/table/users?f_password_hash=$argon2', 400],
    ['JSON', '/table/audit_log?f_data=a', 400],
    ['a column that is not there', '/table/users?f_nothing=1', 400],
    ['NUL', '/table/users?f_email=%00', 400],
    ['a page that is none', '/table/users?page=0', 400],
    ['another table', '/table/pg_authid', 404],
    ['another page', '/else', 404],
    ['a path of two slashes', '//', 404],
    ['what is no path', '//:0:0/%', 404],
  ])('refuse %s', async (_what, path, status) => {
    expect((await get(path)).status).toBe(status);
  });

  it('write nothing, even where a view would', async () => {
    await client.query(`create function plant() returns integer language sql as $$ insert into worker_turns values ('planted', now()) returning 1 $$`);
    await client.query('create view planted as select plant() as one');
    const answer = await get('/table/planted');
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('(25006)')]);
    expect((await client.query(`select 1 from worker_turns where name = 'planted'`)).rowCount).toBe(0);
    await client.query('drop view planted; drop function plant');
  });
});

describe('what is hidden', () => {
  it('is every column of bytes, and what says so in its name', async () => {
    const { rows } = await client.query<{ name: string; type: string }>(
      `select table_name || '.' || column_name as name, data_type as type from information_schema.columns where table_schema = 'public'`,
    );
    const shown = rows.filter(({ name, type }) => type !== 'boolean' && !hiddenColumn({ name: name.split('.')[1]!, type })).map(({ name }) => name);
    expect(shown.filter((name) => /sealed|digest|hash|secret|password/.test(name.split('.')[1]!) && !name.endsWith('_at'))).toEqual([]);
    expect(rows.filter(({ type }) => type === 'bytea').length).toBeGreaterThan(0);
    expect(shown).toEqual(expect.arrayContaining(['users.email', 'users.password_changed_at', 'sessions.refresh_count', 'messages.dedupe_key']));
  });

  it('is a value in the form of a secret, and no other', () => {
    const hidden = [SEALED, HASH, TOKEN, `acme-eu_test${TOKEN.slice(2)}`, `{"a": "${SEALED}"}`, DIGEST.toString('hex'), 'eyJhbGciOiJI.eyJzdWIiOiIx.c2ln'];
    for (const value of hidden) expect(hiddenValue(value)).toBeDefined();
    const shown = ['jo@example.com', USER, '2026-01-01 00:00:00+00', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', '{"type": "totp"}', 'notice:' + USER];
    for (const value of shown) expect(hiddenValue(value)).toBeUndefined();
  });
});
