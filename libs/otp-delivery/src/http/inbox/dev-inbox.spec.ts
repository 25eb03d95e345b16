import { startTestApp, type TestApp } from '@countersign/web/testing';
import { Channels } from '../../channels/channels';
import { testDeliverySettings } from '../../testing/test-delivery';
import { DevInbox } from './dev-inbox';
import { DevInboxAnnouncement } from './dev-inbox.announcement';
import { DevInboxController } from './dev-inbox.controller';
import { isLoopbackAddress, isLoopbackHost } from './dev-inbox.guard';
import { inboxPage } from './dev-inbox.page';

const mail = {
  id: '01890000-0000-7000-8000-000000000001', channel: 'email', to: 'user@example.org', createdAt: '2026-01-01T00:00:00.000Z',
  subject: 'A & B <script>alert(1)</script>', text: 'Code "1" <b>2</b>', html: '<p title="x">Hi</p><script>alert(2)</script>',
};

const inbox: Pick<DevInbox, 'list'> = { list: async (to) => (to === undefined || to === mail.to ? [mail] : []) };

function open(mode: 'production' | 'development' | 'test', mail: Record<string, string> = {}): Promise<TestApp> {
  const providers = [Channels, DevInboxAnnouncement, ...testDeliverySettings({ NODE_ENV: mode, ...mail }), { provide: DevInbox, useValue: inbox }];
  return startTestApp({ controllers: [DevInboxController], providers, mode });
}

const announced = ({ lines }: TestApp) => lines.some(({ msg }) => String(msg).startsWith('The development inbox is open'));

describe('the development inbox over HTTP', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await open('development');
  });
  afterAll(() => test.close());

  it('answers the messages as JSON, filtered by destination, never stored', async () => {
    const answer = await fetch(`${test.url}/dev/inbox.json`);
    expect(await answer.json()).toEqual({ messages: [mail] });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-robots-tag')).toContain('noindex');
    const none = await fetch(`${test.url}/dev/inbox.json?to=other@example.org`);
    expect(await none.json()).toEqual({ messages: [] });
  });

  it('answers a page without a script, every text escaped', async () => {
    const answer = await fetch(`${test.url}/dev/inbox?to=user@example.org`);
    const page = await answer.text();
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<b>|<p title/);
    expect(page).toContain('Code &quot;1&quot; &lt;b&gt;2&lt;/b&gt;');
    expect(page).toContain('<iframe sandbox title="HTML" srcdoc="&lt;p title=&quot;x&quot;&gt;Hi');
  });

  it('refuses a caller that names another host, whatever X-Forwarded-For says', async () => {
    const get = (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
      test.app.inject({ url: '/dev/inbox.json', headers: { host: 'localhost:3001', ...headers }, remoteAddress });
    expect((await get({})).statusCode).toBe(200);
    expect((await get({ host: 'evil.example' })).statusCode).toBe(403);
    expect((await get({ 'x-forwarded-for': '127.0.0.1' }, '203.0.113.7')).statusCode).toBe(403);
    expect((await get({ 'x-forwarded-for': '203.0.113.7' })).statusCode).toBe(200);
  });

  it('refuses what it does not know', async () => {
    const answer = await fetch(`${test.url}/dev/inbox.json?from=me`);
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'validation_failed' }]);
  });

  it('says at start that it is open', () => expect(announced(test)).toBe(true));

  const transport = {
    ...{ EMAIL_HOST: 'smtp.example.com', EMAIL_FROM: 'Acme <no-reply@example.com>' },
    ...{ TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'token', TWILIO_PHONE_NUMBER: '+15550006' },
  };

  it.each([
    ['production', {}],
    ['test', {}],
    ['development', transport],
  ] as const)('is not there in %s with %j', async (mode, mail) => {
    const other = await open(mode, mail);
    expect(announced(other)).toBe(false);
    for (const path of ['inbox', 'inbox.json']) {
      const answer = await fetch(`${other.url}/dev/${path}`);
      expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'not_found' }]);
    }
    await other.close();
  });
});

it.each([
  ['127.0.0.1', true], ['127.9.9.9', true], ['::1', true], ['::ffff:127.0.0.1', true],
  ['10.0.0.1', false], ['::ffff:10.0.0.1', false], ['', false], [undefined, false],
])('tells whether %s is this machine', (address, isOurs) => {
  expect(isLoopbackAddress(address)).toBe(isOurs);
});

it.each([
  ['localhost:3001', true], ['127.0.0.1', true], ['[::1]:3001', true], ['app.localhost', true],
  ['localhost.evil.example', false], ['127.0.0.1.evil.example', false], ['', false], [undefined, false],
])('tells whether the Host %s names this machine', (host, isOurs) => {
  expect(isLoopbackHost(host)).toBe(isOurs);
});

it('says what to expect of an empty inbox, and escapes the filter', () => {
  const page = inboxPage([], '"><script>');
  expect(page).toContain('No message to this address yet');
  expect(page).toContain('value="&quot;&gt;&lt;script&gt;"');
});
