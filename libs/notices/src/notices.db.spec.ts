import { Accounts, FormerAddresses } from '@countersign/accounts';
import { mailBudgetOn } from '@countersign/accounts/testing';
import type { RecordedEvent } from '@countersign/audit';
import { settingsFor } from '@countersign/config/testing';
import { testSealer } from '@countersign/crypto/testing';
import { warmPool } from '@countersign/database/testing';
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
  let former: FormerAddresses;
  let listener: NoticeListener;
  let userId: string;

  beforeAll(async () => {
    server = await startMailServer();
    test = await startTestDelivery({ EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(server.port), EMAIL_FROM: 'no-reply@example.com' });
    accounts = new Accounts(test.database);
    former = new FormerAddresses(test.database, testSealer());
    const brand = settingsFor(BrandSettings, { APP_NAME: 'Acme' });
    listener = new NoticeListener(new Notices(test.database, accounts, former, mailBudgetOn(test.database), test.messages, brand));
    const account = { email: 'Owner@example.org', username: 'owner', passwordHash: 'none' };
    userId = (await test.database.transaction((tx) => accounts.create(tx, account))).id;
  });
  afterAll(async () => {
    await test?.drop();
    await server?.close();
  });
  beforeEach(() => test.dataSource.query('truncate messages, login_buckets, former_addresses'));

  const event = (more: Partial<RecordedEvent> = {}): RecordedEvent => ({
    ...{ id: newId(), type: 'gift.received', userId, data: { from: 'eve' }, occurredAt: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)) },
    origin: { requestId: 'r', ipAddress: '203.0.113.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
    ...more,
  });
  const queued = () => test.dataSource.query<{ id: string; purpose: string; dedupe_key: string }[]>('select id, purpose, dedupe_key from messages');

  it('leave nothing behind for a user who goes meanwhile', async () => {
    const account = { email: 'leaver@example.org', username: 'leaver', passwordHash: 'none' };
    const { id } = await test.database.transaction((tx) => accounts.create(tx, account));
    const isWaiting = async () => {
      for (const end = performance.now() + 5000; performance.now() < end; ) {
        const waiting = await test.dataSource.query(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
        if ((waiting as unknown[]).length > 0) return;
      }
    };
    const { telling } = await test.database.transaction(async (tx) => {
      await accounts.remove(tx, id);
      await test.messages.forget(tx, id);
      const telling = listener.on(event({ userId: id }));
      await Promise.race([telling, isWaiting()]);
      return { telling };
    });
    await telling;
    expect(await queued()).toEqual([]);
  });

  it('mail the user what happened, when and from where', async () => {
    const enabled = event();
    await listener.on(enabled);
    const [{ id, ...row } = { id: '' }] = await queued();
    expect(row).toEqual({ purpose: 'notice', dedupe_key: `notice:${enabled.id}` });
    await test.deliver.deliver(id, attempt);
    const [mail] = server.mails;
    expect(mail?.to).toEqual(['Owner@example.org']);
    expect(mail?.source).toContain('Subject: A gift of eve for your Acme account');
    expect(mail?.source).toMatch(/When: 2026-01-02 03:04:05 UTC\r\nFrom the address: 203\.0\.113\.7\r\nWith: Firefox on Linux/);
  });

  it('queue one mail for an event, heard twice or by twenty at once', async () => {
    const [twice, atOnce] = [event(), event()];
    await listener.on(twice);
    await listener.on(twice);
    await warmPool(test.database);
    await Promise.all(Array.from({ length: 20 }, () => listener.on(atOnce)));
    expect((await queued()).map(({ dedupe_key }) => dedupe_key).sort()).toEqual([`notice:${twice.id}`, `notice:${atOnce.id}`].sort());
  });

  it('go to the address that the account had when it happened', async () => {
    const seconds = (ago: number) => new Date(Date.now() - ago * 1_000);
    await test.database.transaction((tx) => former.keep(tx, userId, 'second@example.org'));
    await test.database.transaction((tx) => former.keep(tx, userId, 'first@example.org'));
    await test.dataSource.query(`update former_addresses set ended_at = $1 where id = (select id from former_addresses order by id limit 1)`, [seconds(60)]);
    await test.dataSource.query(`update former_addresses set ended_at = $1 where id = (select id from former_addresses order by id desc limit 1)`, [seconds(120)]);
    server.mails.length = 0;
    for (const ago of [180, 90, 0]) await listener.on(event({ occurredAt: seconds(ago) }));
    for (const { id } of await test.dataSource.query<{ id: string }[]>('select id from messages order by id')) await test.deliver.deliver(id, attempt);
    expect(server.mails.map(({ to }) => to[0])).toEqual(['first@example.org', 'second@example.org', 'Owner@example.org']);
    expect(JSON.stringify(await test.dataSource.query('select * from former_addresses'))).not.toContain('example.org');
  });

  it('mail of one kind of event five times an hour, and what was heard twice counts once', async () => {
    const events = Array.from({ length: 6 }, () => event());
    for (const one of [...events, ...events, event({ type: 'door.knocked', data: { times: 9 } })]) await listener.on(one);
    const keys = (await queued()).map(({ dedupe_key }) => dedupe_key);
    expect(keys).toHaveLength(6);
    expect(keys.filter((key) => key.includes('door.knocked'))).toHaveLength(1);
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
