import { newId } from '@countersign/kernel';
import type { DeliveryChannel } from '../../channels/channel';
import { describeChannelContract, type TakenMessage } from '../../testing/channel-contract';
import { startTestDelivery, type TestDelivery } from '../../testing/test-delivery';

const attempt = { isLast: false, signal: new AbortController().signal };

describe('the development inbox', () => {
  let test: TestDelivery;
  const send = async (to: string, text: string, channel = 'email') => {
    const message = { userId: newId(), channel, to, text, purpose: 'code' } as const;
    const { id } = await test.database.transaction((tx) => test.messages.queue(tx, message));
    await test.deliver.deliver(id, attempt);
  };
  beforeAll(async () => {
    test = await startTestDelivery({ NODE_ENV: 'development' });
  });
  afterAll(() => test.drop());
  beforeEach(() => test.dataSource.query('truncate messages'));

  // It has no server that could refuse, hang or break off: a message that it took stays in its row.
  describeChannelContract('inbox', async () => {
    const taken = new Map<string, TakenMessage>();
    const channel: DeliveryChannel = {
      async send({ to, text, id: dedupeKey, signal }) {
        const queued = { userId: null, channel: 'email', to, text, purpose: 'code', dedupeKey } as const;
        const { id } = await test.database.transaction((tx) => test.messages.queue(tx, queued));
        await test.deliver.deliver(id, { isLast: false, signal }).finally(async () => {
          for (const message of await test.inbox.list()) taken.set(message.id, { to: message.to, source: message.text, key: message.id });
        });
        return { providerMessageId: id };
      },
    };
    const close = async () => undefined;
    const destination = (index: number) => `user-${index}@example.org`;
    return { channel, destination, provider: () => undefined, taken: () => [...taken.values()], limitMilliseconds: 1_000, close };
  }, ['takes it']);

  it('takes any kind of message that has no transport, and shows it newest first', async () => {
    await send('user@example.org', 'one');
    await send('+15550100', 'two', 'sms');
    await send('User@Example.org', 'three', 'fax');
    const list = await test.inbox.list();
    expect(list.map(({ channel, text }) => [channel, text])).toEqual([['fax', 'three'], ['sms', 'two'], ['email', 'one']]);
    expect((await test.inbox.list(' USER@example.org')).map(({ text }) => text)).toEqual(['three', 'one']);
    expect(list[0]).toEqual(expect.objectContaining({ to: 'User@Example.org', createdAt: expect.stringMatching(/Z$/) }));
  });

  it('shows at most 200, and finds older ones by destination', async () => {
    await send('old@example.org', 'the old one');
    for (let count = 0; count < 201; count += 1) await send('user@example.org', String(count));
    expect(await test.inbox.list()).toHaveLength(200);
    expect((await test.inbox.list('old@example.org')).map(({ text }) => text)).toEqual(['the old one']);
  });

  it('keeps what it shows sealed', async () => {
    await send('user@example.org', 'Marked text');
    expect(JSON.stringify(await test.dataSource.query('select * from messages'))).not.toMatch(/Marked|example/);
  });
});
