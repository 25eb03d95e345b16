/** @slow: begun early (test/runner/sequencer.cjs) */
import { newId } from '@countersign/kernel';
import { startTestDelivery, type TestDelivery } from '../../testing/test-delivery';
import { startTwilioServer, testTwilio, type TwilioServer } from '../../testing/twilio-server';

const { signal } = new AbortController();

describe('a text message that a provider did not answer', () => {
  let sms: TwilioServer;
  let test: TestDelivery;
  const deliver = (id: string) => test.deliver.deliver(id, { isLast: false, signal });
  const text = async () => {
    const message = { userId: newId(), channel: 'sms', to: '+15550100', text: 'Marked text', purpose: 'code' } as const;
    return (await test.database.transaction((tx) => test.messages.queue(tx, message))).id;
  };
  const stateOf = async (id: string) => (await test.dataSource.query<Record<string, unknown>[]>('select * from messages where id = $1', [id]))[0];

  beforeAll(async () => {
    sms = await startTwilioServer();
    const account = { TWILIO_ACCOUNT_SID: testTwilio.accountSid, TWILIO_AUTH_TOKEN: testTwilio.authToken, TWILIO_PHONE_NUMBER: '+15550006' };
    test = await startTestDelivery({ ...account, TWILIO_API_URL: sms.url, TWILIO_TIMEOUT_MS: '500' });
  });
  afterAll(async () => {
    await test?.drop();
    await sms?.close();
  });
  beforeEach(() => {
    sms.script([]);
    sms.messages.length = 0;
  });

  it('asks a provider that gave no answer what it has before it sends again, and again while it cannot say', async () => {
    sms.script([{ answers: 'never', takes: true }], { always: true, lists: 'never' });
    const id = await text();
    for (let doubts = 1; doubts >= 0; doubts -= 1) await expect(deliver(id)).rejects.toMatchObject({ reason: 'twilio ETIMEDOUT', isPermanent: false, doubts });
    expect(await stateOf(id)).toMatchObject({ state: 'queued', doubts: 1 });
    sms.script([{ answers: 'never', takes: true }], { always: true });
    await deliver(id);
    expect([sms.messages.length, await stateOf(id)]).toMatchObject([1, { state: 'sent', provider: 'twilio', provider_message_id: sms.messages[0]!.sid }]);
  });

  it.each([
    ['has nothing of it', 'cut', false, {}, 1],
    ['has lost it', 'never', true, { became: 'undelivered' }, 2],
    ['has a text of another time alone', 'never', true, {}, 2],
  ] as const)('sends again to a provider that gave no answer and %s', async (_case, answers, takes, options, sends) => {
    sms.script([{ answers, takes }], options);
    const id = await text();
    await expect(deliver(id)).rejects.toMatchObject({ doubts: 1 });
    if (!('became' in options)) await test.dataSource.query(`update messages set created_at = now() + interval '2 minutes' where id = $1`, [id]);
    await deliver(id);
    expect([sms.messages.length, await stateOf(id)]).toMatchObject([sends, { state: 'sent', provider_message_id: sms.messages.at(-1)!.sid }]);
  });

  it('sends nothing more where it was lost for good', async () => {
    sms.script([{ answers: 'never', takes: true }], { became: 'undelivered', errorCode: 30005 });
    const id = await text();
    await expect(deliver(id)).rejects.toMatchObject({ doubts: 1 });
    await expect(deliver(id)).rejects.toMatchObject({ name: 'Permanent' });
    expect([sms.messages.length, await stateOf(id)]).toMatchObject([1, { state: 'failed', is_undeliverable: true, last_error: 'twilio 30005' }]);
  });

  it('finds what a worker handed over that died before it could say so', async () => {
    const id = await text();
    const { body_sealed: body } = (await stateOf(id))!;
    await deliver(id);
    await test.dataSource.query(`update messages set state = 'sending', provider_message_id = null, body_sealed = $2 where id = $1`, [id, body]);
    await deliver(id);
    expect([sms.messages.length, await stateOf(id)]).toMatchObject([1, { state: 'sent', attempts: 2, provider_message_id: sms.messages[0]!.sid }]);
  });

  it('comes again ever later where nobody shows what became of it', async () => {
    sms.script([{ answers: 'never', takes: true }], { always: true, became: 'canceled' });
    const id = await text();
    await expect(deliver(id)).rejects.toMatchObject({ name: 'ChannelFailure' });
    await expect(deliver(id)).rejects.toMatchObject({ name: 'RetryLater', seconds: 15 });
    await test.dataSource.query('update messages set doubts = 4 where id = $1', [id]);
    await expect(deliver(id)).rejects.toMatchObject({ name: 'RetryLater', seconds: 120 });
  });
});
