import { newId } from '@countersign/kernel';
import { Channel, defineChannel, type DeliveryChannel, type Receipt } from '../../channels/channel';
import { deliveryJobs } from '../../jobs/delivery.jobs';
import type { NewDelivery } from '../../messages/messages';
import { startMailServer, type MailServer } from '../../testing/mail-server';
import { startTestDelivery, type TestDelivery } from '../../testing/test-delivery';
import { startTwilioServer, testTwilio, type TwilioServer } from '../../testing/twilio-server';
import { OnReceipt, type MessageReceipt, type ReceiptListener } from '../receipts/receipt-listener';

const { signal } = new AbortController();

/** A stranger's listener, which fails once. */
const heard: MessageReceipt[] = [];
let hasFailed = false;

@OnReceipt()
class Listener implements ReceiptListener {
  readonly name = 'spec';

  async on(receipt: MessageReceipt): Promise<void> {
    heard.push(receipt);
    if (hasFailed) return;
    hasFailed = true;
    throw new TypeError('not now');
  }
}

/** A stranger's channel that listens to no signal. */
const pager = defineChannel({ name: 'pager', channel: 'pager', settings: 'none', isConfigured: () => true });

@Channel(pager)
class PagerChannel implements DeliveryChannel {
  send = () => new Promise<Receipt>(() => undefined);
}

describe('delivery by two providers of each kind', () => {
  let [first, second]: MailServer[] = [];
  let sms: TwilioServer;
  let test: TestDelivery;
  const deliver = (id: string) => test.deliver.deliver(id, { isLast: false, signal });
  const queue = async (more: Partial<NewDelivery> = {}) => {
    const message = { userId: newId(), channel: 'email', to: 'user@example.org', subject: 'Subject', text: 'Marked text', purpose: 'security', ...more } as const;
    return (await test.database.transaction((tx) => test.messages.queue(tx, message))).id;
  };
  const rows = () => test.dataSource.query<Record<string, unknown>[]>('select * from messages order by created_at, id');
  const text = (more: Partial<NewDelivery> = {}) => queue({ channel: 'sms', to: '+15550100', subject: undefined, purpose: 'code', ...more });
  const stateOf = async (id: string) => (await rows()).find((row) => row.id === id);

  beforeAll(async () => {
    [first, second, sms] = await Promise.all([startMailServer(), startMailServer(), startTwilioServer()]);
    const email = { EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(first!.port), EMAIL_FROM: 'no-reply@example.com', EMAIL_FALLBACK_URL: `smtp://127.0.0.1:${second!.port}` };
    const twilio = { TWILIO_ACCOUNT_SID: testTwilio.accountSid, TWILIO_AUTH_TOKEN: testTwilio.authToken, TWILIO_PHONE_NUMBER: '+15550006', TWILIO_API_URL: sms.url };
    const limits = { EMAIL_DAILY_LIMIT: '4', EMAIL_CODES_SHARE_PERCENT: '50', EMAIL_SOCKET_TIMEOUT_MS: '500', TWILIO_TIMEOUT_MS: '500' };
    test = await startTestDelivery({ ...email, ...twilio, ...limits }, [Listener, PagerChannel]);
  });
  afterAll(async () => {
    await test?.drop();
    await Promise.all([first?.close(), second?.close(), sms?.close()]);
  });
  beforeEach(async () => {
    for (const server of [first!, second!]) {
      server.script({});
      server.mails.length = 0;
    }
    sms.script([]);
    sms.messages.length = 0;
    await test.dataSource.query('truncate messages, provider_days; delete from outbox');
  });

  it('has queues of its own for text messages, which wait for no mail server', async () => {
    await text();
    await queue({ purpose: 'code' });
    const queues = await test.dataSource.query<{ queue: string }[]>('select distinct queue from outbox order by queue');
    expect(queues.map((one) => one.queue)).toEqual(['codes', 'text-codes']);
  });

  it('is broken off, whether its provider listens or not', async () => {
    const controller = new AbortController();
    const delivering = expect(test.deliver.deliver(await queue({ channel: 'pager' }), { isLast: false, signal: controller.signal })).rejects.toThrow('broken off');
    controller.abort();
    await delivering;
  });

  it('goes to the second at once when the first cannot', async () => {
    first!.script({ recipient: [451] });
    const id = await queue();
    await deliver(id);
    expect([first!.mails.length, second!.mails.length]).toEqual([0, 1]);
    expect(await stateOf(id)).toMatchObject({ state: 'sent', provider: 'smtp-fallback', attempts: 1 });
  });

  it('waits where neither can, and asks nobody else about a destination that does not exist', async () => {
    first!.script({ recipient: [451, 550] });
    second!.script({ recipient: [452] });
    const [waiting, refused] = [await queue(), await queue({ reference: 'method-1' })];
    await expect(deliver(waiting)).rejects.toMatchObject({ reason: 'smtp EENVELOPE 451 at RCPT TO; smtp EENVELOPE 452 at RCPT TO' });
    await expect(deliver(refused)).rejects.toMatchObject({ name: 'Permanent' });
    expect(await stateOf(waiting)).toMatchObject({ state: 'queued' });
    expect(await stateOf(refused)).toMatchObject({ state: 'failed', is_undeliverable: true, body_sealed: null });
    expect(second!.mails).toEqual([]);
  });

  it('tells the listeners what became of a message, until each has heard it', async () => {
    first!.script({ recipient: [550] });
    const id = await queue({ reference: 'method-1', purpose: 'code' });
    await expect(deliver(id)).rejects.toThrow();
    const job = `select subject from outbox where job = 'delivery.receipt.v1'`;
    expect(await test.dataSource.query(job)).toEqual([{ subject: id }]);
    await expect(test.receipts.handle(id)).rejects.toThrow('spec: TypeError: not now');
    await test.receipts.handle(id);
    const receipt = { messageId: id, reference: 'method-1', channel: 'email', purpose: 'code', outcome: 'failed', isUndeliverable: true };
    expect(heard).toEqual([expect.objectContaining(receipt), expect.objectContaining(receipt)]);
  });

  it('keeps the shares of codes and of links free of notices, and the day within its limit', async () => {
    const queued = [];
    for (const purpose of ['notice', 'notice', 'other', 'security', 'security', 'code', 'code', 'code'] as const) queued.push(await queue({ purpose }));
    for (const id of queued) await deliver(id);
    expect(first!.mails).toHaveLength(4);
    const providers = await Promise.all(queued.map(async (id) => (await stateOf(id))?.provider));
    const other = 'smtp-fallback';
    expect(providers).toEqual(['smtp', other, other, 'smtp', other, 'smtp', 'smtp', other]);
    expect(await test.dataSource.query('select sent, notices, others from provider_days')).toEqual([{ sent: 4, notices: 2, others: 1 }]);
  });

  it('keeps the limit over twelve at once, and gives back what was not taken', async () => {
    const ids: string[] = [];
    while (ids.length < 12) ids.push(await queue());
    await Promise.all(ids.map((id) => deliver(id)));
    expect(first!.mails).toHaveLength(2);
    await test.dataSource.query('truncate provider_days');
    first!.script({ recipient: [451] });
    await deliver(await queue({ purpose: 'notice' }));
    expect(await test.dataSource.query('select sent, notices, others from provider_days')).toEqual([{ sent: 0, notices: 0, others: 0 }]);
  });

  it('is asked until the longest code has expired, at the least', () => {
    const { backoffSeconds, maxAttempts } = deliveryJobs.code;
    const pauses = Array.from({ length: maxAttempts - 1 }, (_, at) => backoffSeconds[Math.min(at, backoffSeconds.length - 1)]! * 0.8);
    expect(pauses.reduce((sum, seconds) => sum + seconds)).toBeGreaterThan(600);
  });

  it('is no worse for others when it answers about one message, or about one address', async () => {
    sms.script(Array(3).fill({ status: 403, code: 21408 }));
    for (let count = 0; count < 3; count += 1) await expect(deliver(await text())).rejects.toMatchObject({ reason: 'twilio 403 21408', isPermanent: false });
    const innocent = await text();
    await deliver(innocent);
    expect(await stateOf(innocent)).toMatchObject({ state: 'sent', provider: 'twilio' });
    for (const server of [first!, second!]) server.script({ recipient: [450, 450, 450] });
    for (let count = 0; count < 3; count += 1) await expect(deliver(await queue({ purpose: 'code' }))).rejects.toMatchObject({ isPermanent: false });
    const mail = await queue({ purpose: 'code' });
    await deliver(mail);
    expect(await stateOf(mail)).toMatchObject({ state: 'sent', provider: 'smtp' });
  });

  it('is left alone for as long as it asks for, by all messages', async () => {
    sms.script([{ status: 429, retryAfter: '30' }]);
    const [asked, next] = [await text({ notAfter: new Date(Date.now() + 300_000) }), await text({ notAfter: new Date(Date.now() + 10_000) })];
    await expect(deliver(asked)).rejects.toMatchObject({ name: 'RetryLater', seconds: 30, isFree: false });
    const before = sms.asked();
    const left = (await deliver(next).catch((error: unknown) => error)) as { name: string; seconds: number };
    expect([left.name, sms.asked()]).toEqual(['RetryLater', before]);
    // Nobody was asked, so that no number of such runs ends the message.
    await expect(test.deliver.deliver(next, { isLast: true, signal })).rejects.toMatchObject({ name: 'RetryLater', isFree: true });
    expect([await stateOf(next), sms.asked()]).toMatchObject([{ state: 'queued' }, before]);
    // It would come back after its message expired: once more then, to say so.
    expect(left.seconds).toBeLessThanOrEqual(10);
    expect(await stateOf(asked)).toMatchObject({ state: 'queued', last_error: 'twilio 429' });
  });

  it('never tries again what a newer message replaced while it was being sent', async () => {
    sms.script([{ status: 503 }]);
    const old = await text({ reference: 'challenge-3', notAfter: new Date(Date.now() + 300_000) });
    const sending = await test.attempts.start(old);
    const fresh = await text({ reference: 'challenge-3', replacesQueued: true });
    expect(await test.attempts.isWanted(sending!)).toBe(false);
    await test.attempts.putBack(sending!, 'twilio 503');
    await deliver(old);
    expect((await rows()).map(({ id, state, body_sealed: body }) => [id, state, body === null])).toEqual([[old, 'expired', true], [fresh, 'queued', false]]);
    // Nor is it taken up where its worker died.
    await test.dataSource.query(`update messages set state = 'sending', body_sealed = 'x' where id = $1`, [old]);
    await deliver(old);
    expect([(await stateOf(old))?.state, sms.messages]).toEqual(['expired', []]);
  });

  it('asks no second provider for a message that a newer one replaced meanwhile', async () => {
    first!.script({ hang: 'sender' });
    const old = await queue({ reference: 'challenge-4' });
    const delivering = expect(deliver(old)).rejects.toMatchObject({ name: 'ChannelFailure' });
    while ((await stateOf(old))?.state !== 'sending') await new Promise((resolve) => setTimeout(resolve, 5));
    await queue({ reference: 'challenge-4', replacesQueued: true });
    await delivering;
    expect(second!.mails).toEqual([]);
    await deliver(old);
    expect(await stateOf(old)).toMatchObject({ state: 'expired' });
  });

  it('never sends what a newer message replaced', async () => {
    const old = await text({ reference: 'challenge-1' });
    const other = await text({ reference: 'challenge-2' });
    const fresh = await text({ reference: 'challenge-1', replacesQueued: true });
    await deliver(old);
    expect((await rows()).map(({ id, state }) => [id, state])).toEqual([[old, 'expired'], [other, 'queued'], [fresh, 'queued']]);
    expect(sms.messages).toEqual([]);
  });

  it('tells nobody of the failure of what was taken back meanwhile', async () => {
    const id = await text({ reference: 'd', notAfter: new Date(Date.now() + 300_000) });
    const sending = (await test.attempts.start(id))!;
    await test.database.transaction((tx) => test.messages.withdraw(tx, ['d']));
    await test.outcomes.fail(sending, { reason: 'twilio 400 21610', isUndeliverable: true });
    const [reported, refusal] = [await text({ reference: 'd', notAfter: new Date(Date.now() + 300_000) }), { reason: 'twilio undelivered 30005', isUndeliverable: true }];
    await test.attempts.start(reported);
    await test.database.transaction((tx) => test.messages.withdraw(tx, ['d']));
    await test.outcomes.reportFailed({ id: reported, provider: 'twilio', providerMessageId: 'SM1' }, refusal);
    for (const one of [id, reported]) expect(await stateOf(one)).toMatchObject({ state: 'expired', body_sealed: null });
    expect(await test.dataSource.query(`select 1 from outbox where job = 'delivery.receipt.v1'`)).toEqual([]);
  });

  it('never sends what was taken back while it waited or was being sent, and nothing else', async () => {
    const [waiting, sending, other] = [await text({ reference: 'a' }), await text({ reference: 'b' }), await text({ reference: 'c' })];
    await test.attempts.start(sending);
    await test.database.transaction((tx) => test.messages.withdraw(tx, ['a', 'b']));
    for (const id of [waiting, sending]) await deliver(id);
    expect((await rows()).map(({ id, state }) => [id, state])).toEqual([[waiting, 'expired'], [sending, 'expired'], [other, 'queued']]);
    expect(sms.messages).toEqual([]);
  });
});
