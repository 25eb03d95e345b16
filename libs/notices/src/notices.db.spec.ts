import { Accounts } from '@countersign/accounts';
import type { RecordedEvent } from '@countersign/audit';
import { settingsFor } from '@countersign/config/testing';
import { defineEvents, newId } from '@countersign/kernel';
import { BrandSettings } from '@countersign/otp-delivery';
import { startMailServer, startTestDelivery, type MailServer, type TestDelivery } from '@countersign/otp-delivery/testing';
import { Notices } from './notices';
import { NoticeListener } from './worker/notice.listener';

defineEvents('notices.spec', {
  'gift.received': {
    title: 'A gift came',
    notice: {
      subject: (brand, { from }) => `A gift of ${String(from)} for your ${brand} account`,
      happened: () => 'A gift came.',
      unexpected: () => 'If this was not for you, send it back.',
    },
  },
});

defineEvents('notices.spec.more', {
  'door.knocked': {
    title: 'Somebody knocked',
    data: { times: 'how often' },
    notice: {
      subject: () => 'A knock',
      happened: () => 'Somebody knocked.',
      unexpected: () => 'Look who it is.',
      isTold: ({ times }) => Number(times) > 2,
      isHourly: true,
    },
  },
});

const attempt = { isLast: false, signal: new AbortController().signal };

describe('notices', () => {
  let server: MailServer;
  let test: TestDelivery;
  let accounts: Accounts;
  let listener: NoticeListener;
  let userId: string;

  beforeAll(async () => {
    server = await startMailServer();
    test = await startTestDelivery({ EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(server.port), EMAIL_FROM: 'no-reply@example.com' });
    accounts = new Accounts(test.database);
    listener = new NoticeListener(new Notices(test.database, accounts, test.messages, settingsFor(BrandSettings, { APP_NAME: 'Acme' })));
    const account = { email: 'Owner@example.org', username: 'owner', passwordHash: 'none' };
    userId = (await test.database.transaction((tx) => accounts.create(tx, account))).id;
  });
  afterAll(async () => {
    await test?.drop();
    await server?.close();
  });
  beforeEach(() => test.dataSource.query('truncate messages'));

  const event = (more: Partial<RecordedEvent> = {}): RecordedEvent => ({
    ...{ id: newId(), type: 'gift.received', userId, data: { from: 'eve' }, occurredAt: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)) },
    origin: { requestId: 'r', ipAddress: '203.0.113.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
    ...more,
  });
  const queued = () => test.dataSource.query<{ id: string; purpose: string; dedupe_key: string }[]>('select id, purpose, dedupe_key from messages');

  it('mail the user what happened, when and from where', async () => {
    const enabled = event();
    await listener.on(enabled);
    const [{ id, ...row } = { id: '' }] = await queued();
    expect(row).toEqual({ purpose: 'security', dedupe_key: `notice:${enabled.id}` });
    await test.deliver.deliver(id, attempt);
    const [mail] = server.mails;
    expect(mail?.to).toEqual(['Owner@example.org']);
    expect(mail?.source).toContain('Subject: A gift of eve for your Acme account');
    expect(mail?.source).toMatch(/When: 2026-01-02 03:04:05 UTC\r\nFrom the address: 203\.0\.113\.7\r\nWith: Firefox on Linux/);
  });

  it('queue one mail for an event, heard twice or by fifty at once', async () => {
    const [twice, atOnce] = [event(), event()];
    await listener.on(twice);
    await listener.on(twice);
    await Promise.all(Array.from({ length: 50 }, () => listener.on(atOnce)));
    expect((await queued()).map(({ dedupe_key }) => dedupe_key).sort()).toEqual([`notice:${twice.id}`, `notice:${atOnce.id}`].sort());
  });

  it('tell of what matters, and once an hour of what a stranger can repeat', async () => {
    const knock = (times: number, minutes: number) =>
      event({ type: 'door.knocked', data: { times }, occurredAt: new Date(Date.UTC(2026, 0, 2, 3, minutes)) });
    for (const heard of [knock(2, 0), knock(3, 1), knock(4, 59), knock(5, 60)]) await listener.on(heard);
    expect((await queued()).map(({ dedupe_key }) => dedupe_key).sort()).toEqual(
      ['2026-01-02T03', '2026-01-02T04'].map((hour) => `notice:${userId}:door.knocked:${hour}`),
    );
  });

  it.each([
    ['an event without a notice', { type: 'user.login' }],
    ['an event without a user', { userId: null }],
    ['a user who is gone', { userId: newId() }],
  ])('leave %s alone', async (_case, more) => {
    await listener.on(event(more));
    expect([await queued(), listener.handles('user.login'), listener.handles('gift.received')]).toEqual([[], false, true]);
  });
});
