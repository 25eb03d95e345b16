import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { expectAnswer } from '@countersign/openapi/testing';
import { curlsIn, type CurlRequest } from '../support/curl';
import { openApiDocument } from '../support/openapi';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { totp } from '../support/totp';

type Verb = 'get' | 'post' | 'delete';

/** What `curl` brought back. Tests look at whatever was answered. */
interface Reply {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the walk looks at the shape itself
  readonly body: any;
  readonly cookies: readonly string[];
}

const page = readFileSync(join(__dirname, 'fixtures/seed-readme.md'), 'utf8');
const [usage = '', deployment = ''] = page.split('### Step 7');

/** The commands of a part of the page, in their order. */
const commandsIn = (part: string) => [...part.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, text]) => text!);

/** `POST   /api/auth/register          Register new user` */
const listed = [...usage.matchAll(/^(GET|POST|DELETE) +(\/api\S*) +(.*)$/gm)].map(([, verb, path, does]) => ({ verb: verb!, path: path!, does: does! }));

let suite: Suite;
let url: string;

beforeAll(async () => {
  suite = await sharedSuite();
  ({ url } = await suite.start('api'));
}, 60_000);
afterAll(() => suite?.end());

async function send({ method, url: address, headers, body }: CurlRequest): Promise<Reply> {
  const path = address.replace('http://localhost:3001', '');
  const reply = await request(url)[method.toLowerCase() as Verb](path).set(headers).send(body);
  // Health answers below the base path as it does at the root, where it is documented.
  expectAnswer(openApiDocument(), method, path.replace(/^\/api\/health/, '/health'), reply.status, reply.body);
  const set = reply.headers['set-cookie'] as unknown as string[] | undefined;
  return { status: reply.status, body: reply.body, cookies: (set ?? []).map((cookie) => cookie.split(';')[0]!) };
}

/** Runs commands as a reader does: with what earlier answers gave in place of the page's stand-ins. */
async function walk(part: string): Promise<{ replies: Reply[]; accessToken: string; cookies: Map<string, string> }> {
  const given: Record<string, string> = {};
  const replies: Reply[] = [];
  const cookies = new Map<string, string>();
  let codes = 0;
  for (const command of commandsIn(part).flatMap((text) => curlsIn(text).map((curl) => JSON.stringify(curl)))) {
    const filled = Object.entries(given).reduce((text, [standIn, value]) => text.replaceAll(standIn, value), command);
    // The reader types what the app shows; a code counts once, and the next one is accepted a step ahead.
    const typed = filled.includes('123456') ? filled.replace('123456', totp(given.TOTP_SECRET_FROM_SETUP!, codes++)) : filled;
    const reply = await send(JSON.parse(typed) as CurlRequest);
    if (reply.status >= 300) throw new Error(`${command} answered ${reply.status}: ${JSON.stringify(reply.body)}`);
    const { accessToken, secret, tempToken } = reply.body.data ?? {};
    Object.assign(given, accessToken && { YOUR_ACCESS_TOKEN: accessToken }, secret && { TOTP_SECRET_FROM_SETUP: secret });
    Object.assign(given, tempToken && { TEMP_TOKEN_FROM_LOGIN: tempToken });
    for (const cookie of reply.cookies) cookies.set(cookie.split('=')[0]!, cookie);
    replies.push(reply);
  }
  return { replies, accessToken: given.YOUR_ACCESS_TOKEN!, cookies };
}

describe('the curl examples of the seed README', () => {
  // Each walk starts without the page's user.
  beforeEach(() => suite.query("delete from users where username = 'testuser'"));

  it('walk a deployment: health, register, set up, confirm', async () => {
    const { replies } = await walk(deployment);
    const [health, registered, setUp, confirmed] = replies.map(({ body }) => body);
    expect(replies).toHaveLength(4);
    // Degraded, since no worker runs beside this api.
    expect(health).toMatchObject({ status: expect.stringMatching(/^(healthy|degraded)$/), services: { database: 'connected' } });
    expect(registered.data.user.username).toBe('testuser');
    expect(setUp.data).toMatchObject({ qrCode: expect.stringMatching(/^data:image\/png;base64,/), secret: expect.any(String) });
    expect(confirmed.data.twoFactorEnabled).toBe(true);
  });

  it('walk the usage: register, set up, confirm, log in with a code, trust the device', async () => {
    const { replies, accessToken, cookies } = await walk(usage);
    expect(replies.map(({ status }) => status)).toEqual([201, 200, 200, 200, 200]);
    expect(replies[3]!.body.data).toMatchObject({ requiresTwoFactor: true, tempToken: expect.any(String) });
    expect(replies[4]!.body.data).toMatchObject({ accessToken, deviceToken: expect.any(String) });
    await everyListedRoute(accessToken, cookies);
  });

  /** As the page lists them: with a bearer, a content type, and no body where none is needed. The account ends with it. */
  async function everyListedRoute(accessToken: string, cookies: Map<string, string>) {
    const headers = { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json', Cookie: [...cookies.values()].join('; ') };
    const call = async (method: string, path: string) => {
      const reply = await send({ method, url: `http://localhost:3001/api${path}`, headers, body: undefined });
      expect({ method, path, ...reply }).toMatchObject({ status: 200, body: { success: true } });
      return reply.body.data;
    };
    expect((await call('GET', '/auth/me')).user.username).toBe('testuser');
    const { methods } = await call('GET', '/2fa/methods');
    const { devices } = await call('GET', '/2fa/devices');
    expect([methods, devices]).toMatchObject([[{ type: 'totp' }], [{ deviceName: 'My Laptop', current: true }]]);
    await call('POST', '/auth/refresh');
    await call('DELETE', `/2fa/devices/${devices[0].id}`);
    expect(await call('DELETE', '/2fa/devices')).toEqual({ removedCount: 0 });
    expect((await call('GET', '/2fa/backup-codes/count')).remaining).toBe(10);
    expect((await call('POST', '/2fa/backup-codes/generate')).backupCodes).toHaveLength(10);
    await call('DELETE', `/2fa/methods/${methods[0].id}`);
    expect(await call('POST', '/auth/revoke-sessions')).toEqual({ revokedCount: expect.any(Number) });
    await call('POST', '/auth/logout');
  }
});

describe('the routes that the seed README lists', () => {
  const paths = Object.entries(openApiDocument().paths).flatMap(([path, item]) => Object.keys(item).map((verb) => `${verb.toUpperCase()} ${path}`));

  it.each(listed)('$verb $path ($does)', ({ verb, path }) => {
    expect(paths).toContain(`${verb} ${path.replace(/:(\w+)/g, '{$1}')}`);
  });
});
