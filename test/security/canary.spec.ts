import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openStudio } from '@countersign/database/testing';
import { leaksOfMails } from '../support/canary/mails';
import { databaseDump, leaksOfLog } from '../support/canary/places';
import { codeTo, inboxOf } from '../support/inbox';
import { metricsOf } from '../support/metrics';
import { enrolApp, expectStatus, IN_BODY, logIn, register, somebody, verify } from '../support/people';
import type { ServiceProcess } from '../support/processes';
import { redisDump } from '../support/redis-dump';
import { openSuite, type Suite } from '../support/suite';
import { totp, wrongCodes } from '../support/totp';
import { until } from '../support/until';

const redisUrl = process.env.TEST_REDIS_URL;
const prefix = `{canary-${process.pid}}`;

let suite: Suite;
let api: ServiceProcess;
let worker: ServiceProcess;

beforeAll(async () => {
  // With Redis, where there is one: then what BullMQ keeps is looked at, too.
  const redis: Record<string, string> = redisUrl ? { REDIS_ENABLED: 'true', REDIS_URL: redisUrl, REDIS_PREFIX: prefix } : {};
  suite = await openSuite({ LOG_LEVEL: 'trace', FRONTEND_URL: 'https://app.example.com', ...redis });
  [api, worker] = await Promise.all([suite.start('api'), suite.start('worker')]);
}, 60_000);
afterAll(() => suite?.end());

/** Every secret that goes through the main job, by what it is. */
type Canaries = Record<string, string>;

/** Codes by text message and mail, at setup, log-in and resend, right and wrong ones. */
async function sentCodes(person: ReturnType<typeof somebody>, token: string): Promise<Canaries> {
  const client = api.api;
  const subscriber = `${randomInt(10_000_000, 99_999_999)}`;
  const [phoneNumber, mailbox] = [`+49151${subscriber}`, `canary-${randomBytes(8).toString('hex')}@example.net`];
  const destinations = [['sms', { phoneNumber }, phoneNumber], ['email', { email: mailbox }, mailbox]] as const;
  const codes: string[] = [];
  for (const [kind, body, to] of destinations) {
    expectStatus(await client.post(`/2fa/${kind}/setup`, body, { token }), 200);
    codes.push(await codeTo(api.url, to, 1));
    expectStatus(await client.post(`/2fa/${kind}/verify-setup`, { code: codes.at(-1) }, { token }), 200);
  }
  const { tempToken } = expectStatus(await logIn(client, person), 200).body.data as { tempToken: string };
  for (const [kind, , to] of destinations) {
    expectStatus(await client.post('/2fa/resend', { tempToken, method: kind }), 200);
    expectStatus(await client.post('/2fa/resend', { tempToken, method: kind }), 429);
    codes.push(await codeTo(api.url, to, 2));
  }
  expectStatus(await verify(client, tempToken, codes[2]!), 400, 'invalid_code');
  expectStatus(await verify(client, tempToken, codes[3]!), 200);
  const named = Object.fromEntries(codes.map((code, index) => [`sentCode${index}`, code]));
  return { ...named, subscriber, phoneNumber, mailbox, codesTempToken: tempToken };
}

/** The link of a mail, with a password that breaks the rules, and with one that does not. */
async function linkOf({ email, username }: ReturnType<typeof somebody>): Promise<Canaries> {
  const client = api.api;
  expectStatus(await client.post('/auth/forgot-password', { email }), 202);
  const linkToken = await until('the link', async () => {
    const mails = await inboxOf(api.url, email);
    return mails.map(({ text }) => /reset-password#token=(ln_[\w-]+)/.exec(text)?.[1]).find(Boolean);
  });
  const resetPassword = `Reset-${randomBytes(12).toString('hex')}`;
  expectStatus(await client.post('/auth/reset-password', { token: linkToken, newPassword: username }), 400, 'validation_failed');
  expectStatus(await client.post('/auth/verify-email', { token: linkToken }), 400, 'invalid_link');
  expectStatus(await client.post('/auth/reset-password', { token: linkToken, newPassword: resetPassword }), 200);
  return { linkToken, resetPassword };
}

/** The main job, with things that go wrong on the way, since faults are where secrets leak. */
async function mainJob(): Promise<{ canaries: Canaries; address: string }> {
  const client = api.api;
  const person = { ...somebody(), password: `Canary-${randomBytes(12).toString('hex')}` };
  const { token, refreshToken } = await register(client, person);
  const wrongPassword = `Wrong-${randomBytes(12).toString('hex')}`;
  expectStatus(await logIn(client, { ...person, password: wrongPassword }), 401);
  const { secret, spentCode, setup } = await enrolApp(client, token);
  const asked = expectStatus(await logIn(client, person), 200);
  const { tempToken } = asked.body.data as { tempToken: string };
  const [wrongCode] = wrongCodes(secret) as [string];
  const code = totp(secret, 1);
  expectStatus(await verify(client, tempToken, wrongCode), 400, 'invalid_code');
  expectStatus(await verify(client, tempToken, spentCode), 400, 'code_already_used');
  const signedIn = expectStatus(await verify(client, tempToken, code, { trustDevice: true }), 200).body.data as Record<string, string>;
  const trusted = { emailOrUsername: person.email, password: person.password, deviceToken: signedIn.deviceToken };
  const excused = expectStatus(await client.post('/auth/login', trusted, IN_BODY), 200).body.data as Record<string, string>;
  const refreshed = await client.post('/auth/refresh', { refreshToken: signedIn.refreshToken });
  const successor = expectStatus(refreshed, 200).body.data as { accessToken: string; refreshToken: string };
  const sent = await sentCodes(person, successor.accessToken);
  const newPassword = `Better-${randomBytes(12).toString('hex')}`;
  const change = { currentPassword: person.password, newPassword };
  expectStatus(await client.post('/auth/change-password', change, { token: successor.accessToken }), 200);
  // Secrets where they do not belong: unknown members, malformed JSON, paths, queries and headers.
  const stray = `Stray-${randomBytes(12).toString('hex')}`;
  await client.post('/auth/login', { ...person, [stray]: stray, password: { value: stray } });
  await client.send('POST', '/auth/login', `{"password":"${stray}`, { isUndocumented: true });
  await client.get(`/auth/${stray}?code=${stray}`, { headers: { 'x-api-key': stray, cookie: `refreshToken=${stray}`, authorization: `Basic ${stray}` } });
  await client.delete(`/2fa/methods/${stray}`, { token: stray });
  await client.get('/2fa/devices', { headers: { cookie: `deviceToken_0=${excused.deviceToken}`, 'x-device-token': stray } });
  expectStatus(await client.post('/auth/logout', { refreshToken: successor.refreshToken }, IN_BODY), 200);
  const link = await linkOf(person);
  return {
    address: person.email,
    canaries: {
      ...{ password: person.password, wrongPassword, newPassword, secret, otpauthUrl: setup.otpauthUrl as string, tempToken, stray },
      ...{ accessToken: token, secondAccessToken: signedIn.accessToken!, thirdAccessToken: successor.accessToken },
      ...{ refreshToken, secondRefreshToken: signedIn.refreshToken!, successor: successor.refreshToken },
      ...{ wrongCode, spentCode, code, deviceToken: signedIn.deviceToken!, secondDeviceToken: excused.deviceToken! },
      ...sent,
      ...link,
    },
  };
}

const dump = () => databaseDump(suite.query);

/** Every page of `npm run db:studio`. */
async function studioPages(url: string): Promise<string> {
  const studio = await openStudio(url);
  try {
    const { origin } = new URL(studio.address);
    const [cookie = ''] = (await fetch(studio.address, { redirect: 'manual' })).headers.getSetCookie();
    const read = async (path: string) => (await fetch(`${origin}${path}`, { headers: { cookie: cookie.split(';')[0]! } })).text();
    const first = await read('/');
    const paths = [...first.matchAll(/href="(\/table\/[^"]+)"/g)].map(([, path]) => path!);
    return [first, ...(await Promise.all(paths.map(read)))].join('\n');
  } finally {
    await studio.close();
  }
}

/** Where a canary stands. Six digits are part of many a number, so that a code counts where it stands alone. */
function foundIn(text: string, canaries: Canaries): string[] {
  return Object.entries(canaries).flatMap(([name, value]) => {
    const isFound = /^\d{6}$/.test(value) ? new RegExp(`(?<![\\w.-])${value}(?![\\w.-])`).test(text) : text.includes(value);
    return isFound ? [name] : [];
  });
}

describe('the main job with marked secrets', () => {
  let canaries: Canaries;
  let address: string;
  beforeAll(async () => {
    ({ canaries, address } = await mainJob());
    await until('an empty outbox', async () => (await suite.query('select 1 from outbox')).length === 0);
  }, 60_000);

  it('leaves none of them in the logs, and no address either', () => {
    for (const { output } of [api, worker]) {
      expect(output().length).toBeGreaterThan(500);
      expect(foundIn(output(), { ...canaries, address })).toEqual([]);
      expect(foundIn(output(), Object.fromEntries(Object.entries(suite.environment).filter(([name]) => /SECRET|KEYS/.test(name))))).toEqual([]);
    }
  });

  it('leaves none of them in the metrics, and nobody’s id', async () => {
    const sessions = await suite.query<{ id: string; userId: string }>('select id, user_id as "userId" from sessions');
    for (const process of [api, worker]) {
      const { text } = await metricsOf(process);
      expect(text.length).toBeGreaterThan(500);
      expect(foundIn(text, { ...canaries, address, session: sessions[0]!.id, user: sessions[0]!.userId })).toEqual([]);
    }
  });

  it('leaves none of them in Redis', async () => {
    if (!redisUrl) return;
    const text = await redisDump(redisUrl, prefix);
    expect(text).toContain(':codes:id');
    expect(foundIn(text, { ...canaries, address })).toEqual([]);
  });

  it('sends each code to its own destination alone', async () => {
    const response = await fetch(`${api.url}/dev/inbox.json`);
    const { messages } = (await response.json()) as { messages: { to: string; text: string; html?: string }[] };
    const codes = Object.entries(canaries).filter(([name]) => name.startsWith('sentCode'));
    expect(codes).toHaveLength(4);
    for (const [index, [name, code]] of codes.entries()) {
      const bearing = messages.filter(({ text, html = '' }) => foundIn(`${text} ${html.replace(/[<>]/g, ' ')}`, { [name]: code }).length > 0);
      expect(bearing.map(({ to }) => to)).toEqual([index % 2 === 0 ? canaries.phoneNumber : canaries.mailbox]);
    }
  });

  it('leaves none of them in PostgreSQL', async () => {
    const found = (await dump()).flatMap(({ column, text }) => foundIn(text, canaries).map((name) => `${name} in ${column}`));
    expect(found).toEqual([]);
  });

  it('shows nothing of what is sealed or digested in the studio', async () => {
    const texts = (await dump()).map(({ text }) => text);
    const digests = await suite.query<{ text: string }>(`select encode(digest, 'hex') as text from refresh_tokens`);
    const secrets = [...texts.filter((text) => /^v1\.|\$argon2/.test(text)), ...digests.map(({ text }) => text)];
    expect(secrets.length).toBeGreaterThan(3);
    const pages = await studioPages(suite.databaseUrl);
    expect(pages).toContain(address);
    for (const secret of secrets) expect(pages).not.toContain(secret);
    expect(foundIn(pages, canaries)).toEqual([]);
  });

  it('keeps the address in the account alone', async () => {
    const found = (await dump()).filter(({ text }) => text.toLowerCase().includes(address)).map(({ column }) => column);
    expect(new Set(found)).toEqual(new Set(['users.email', 'users.email_key']));
  });

  it('is found by none of the searches that end every suite', async () => {
    expect(await suite.leaks()).toEqual([]);
  });

  it('would be found by it wherever it leaked', async () => {
    const [{ id, digest }] = (await suite.query('select id, (select digest from refresh_tokens limit 1) from sessions limit 1')) as [Record<string, unknown>];
    await suite.query('update sessions set device_name = $2, user_agent = $3 where id = $1', [id, `phone of ${canaries.secret}`, `app?code=${canaries.code}`]);
    await suite.query(`update refresh_tokens set digest = convert_to($2, 'UTF8') where digest = $1`, [digest, canaries.refreshToken]);
    const found = (await dump()).flatMap(({ column, text }) => foundIn(text, canaries).map((name) => `${name} in ${column}`));
    expect(new Set(found)).toEqual(new Set(['secret in sessions.device_name', 'code in sessions.user_agent', 'refreshToken in refresh_tokens.digest']));
    expect(await suite.leaks()).toEqual(expect.arrayContaining([`${canaries.secret} in sessions.device_name`, 'a code in sessions.user_agent', 'a token in refresh_tokens.digest']));
    await suite.query(`update sessions set device_name = null, user_agent = null where id = $1`, [id]);
    await suite.query(`update refresh_tokens set digest = $2 where digest = convert_to($1, 'UTF8')`, [canaries.refreshToken, digest]);

    const line = (value: string) => leaksOfLog('a log', `${JSON.stringify({ time: 123456, msg: 'request', data: [{ value }] })}\n`).map(({ what }) => what);
    expect(line(`/verify?code=${canaries.code}`)).toEqual(['a code']);
    expect(line(`to 00${canaries.phoneNumber!.slice(1)}`)).toEqual([]);
    expect(line(`to %2B${canaries.phoneNumber!.slice(1)}`)).toEqual([canaries.phoneNumber!.slice(1)]);
    expect(line(canaries.resetPassword!)).toEqual([canaries.resetPassword]);
    expect(line(`Bearer ${canaries.thirdAccessToken}`)).toEqual(['an access token']);
    expect(line(`mail for ${address}`)).toEqual([address]);
  });
});

describe('messages to others', () => {
  const messages = [
    { id: '1', to: 'owner@example.com', text: 'Your code is 123456.' },
    { id: '2', to: 'owner@example.com', text: 'Two codes: 123456 and 654321' },
    { id: '3', to: 'thief@example.com', text: 'Your code is 123456.' },
    { id: '4', to: 'owner@example.com', text: 'Somebody tried 123456.' },
    { id: '5', to: 'owner@example.com', text: `Reset: #token=ln_${'A'.repeat(43)}` },
    { id: '6', to: 'thief@example.com', text: `Reset: #token=ln_${'A'.repeat(43)}` },
  ];
  const rows = messages.map(({ id }) => ({ id, purpose: Number(id) < 4 ? 'code' : 'security', reference: Number(id) < 4 ? 'a challenge' : null }));

  it('are read for codes and links of somebody else', async () => {
    const server = createServer((_request, response) => response.end(JSON.stringify({ messages }))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const query = async <Row extends object>() => rows as unknown as Row[];
    const found = await leaksOfMails(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, query).finally(() => server.close());
    expect(found?.map(({ what }) => what)).toEqual(['2 codes', 'a challenge', '1 codes', `ln_${'A'.repeat(43)}`]);
  });
});
