import { newId } from '@countersign/kernel';
import { startTestApp, type TestApp } from '@countersign/web/testing';
import { MessageOutcomes } from '../../messages/message-outcomes';
import { startTestDelivery, testDeliverySettings, type TestDelivery } from '../../testing/test-delivery';
import { signedByTwilio, testTwilio } from '../../testing/twilio-server';
import { ProviderOutcomeInterceptor } from './provider-outcome.interceptor';
import { ProviderSignatureGuard } from './provider-signature.guard';
import { TwilioStatusController } from './twilio-status.controller';
import { TwilioStatusBody } from './twilio-status.pipe';

const PUBLIC_URL = 'https://auth.example.com';
const variables = { TWILIO_ACCOUNT_SID: testTwilio.accountSid, TWILIO_AUTH_TOKEN: testTwilio.authToken, TWILIO_PHONE_NUMBER: '+15550006' };
const sid = `SM${'a'.repeat(32)}`;

describe('reports of Twilio', () => {
  let test: TestDelivery;
  let app: TestApp;
  const open = (more: Record<string, string>) => {
    const providers = [
      ...testDeliverySettings({ ...variables, ...more }), { provide: MessageOutcomes, useValue: test.outcomes },
      ...[ProviderSignatureGuard, ProviderOutcomeInterceptor, TwilioStatusBody],
    ];
    return startTestApp({ controllers: [TwilioStatusController], providers, env: more });
  };
  beforeAll(async () => {
    test = await startTestDelivery(variables);
    app = await open({ PUBLIC_URL });
  });
  afterAll(async () => {
    await app?.close();
    await test?.drop();
  });
  beforeEach(() => test.dataSource.query('truncate messages; delete from outbox'));

  const queued = async (state = 'sent', provider = 'twilio') => {
    const message = { userId: newId(), channel: 'sms', to: '+15550100', text: 'Marked text', purpose: 'code' } as const;
    const { id } = await test.database.transaction((tx) => test.messages.queue(tx, message));
    await test.dataSource.query('update messages set state = $2, provider = $3, provider_message_id = $4 where id = $1', [id, state, provider, sid]);
    await test.dataSource.query('delete from outbox');
    return id;
  };
  const fieldsOf = (MessageStatus: string, more: Record<string, string> = {}) => ({
    ...{ MessageSid: sid, SmsSid: sid, MessageStatus, AccountSid: testTwilio.accountSid, To: '+15550100', ApiVersion: '2010-04-01' }, ...more,
  });
  const post = (id: string, fields: Record<string, string>, signature?: string, at = app) =>
    fetch(`${at.url}/api/delivery/twilio/${id}`, {
      method: 'POST',
      headers: { 'x-twilio-signature': signature ?? signedByTwilio(`${PUBLIC_URL}/api/delivery/twilio/${id}`, fields) },
      body: new URLSearchParams(fields),
    });
  const rowOf = async (id: string) => (await test.dataSource.query<Record<string, unknown>[]>('select * from messages where id = $1', [id]))[0];
  const jobs = async () => (await test.dataSource.query<unknown[]>(`select 1 from outbox where job = 'delivery.receipt.v1'`)).length;

  it.each([
    ['delivered', 'sent', {}, { state: 'delivered', delivered_at: expect.any(Date) }, 1],
    ['read', 'sent', {}, { state: 'delivered' }, 1],
    ['undelivered', 'sent', { ErrorCode: '30005' }, { state: 'failed', is_undeliverable: true, last_error: 'twilio undelivered 30005' }, 1],
    ['failed', 'sent', { ErrorCode: '30008' }, { state: 'failed', is_undeliverable: false }, 1],
    ['sent', 'sent', {}, { state: 'sent' }, 0],
    ['queued', 'sending', {}, { state: 'sent', provider_message_id: sid, body_sealed: null }, 0],
    ['delivered', 'queued', {}, { state: 'delivered' }, 1],
    ['failed', 'queued', { ErrorCode: '30008' }, { state: 'queued' }, 0],
    ['failed', 'queued', { ErrorCode: '30006' }, { state: 'failed', is_undeliverable: true }, 1],
    ['undelivered', 'delivered', { ErrorCode: '30005' }, { state: 'delivered' }, 0],
    ['delivered', 'expired', {}, { state: 'expired' }, 0],
  ])('%s of one that is %s (%j)', async (status, state, more, expected, told) => {
    const id = await queued(state);
    const answer = await post(id, fieldsOf(status, more));
    expect([answer.status, await answer.json()]).toEqual([200, { success: true }]);
    expect([await rowOf(id), await jobs()]).toMatchObject([expected, told]);
    // Twilio reports again when an answer of ours was lost.
    expect((await post(id, fieldsOf(status, more))).status).toBe(200);
    expect(await jobs()).toBe(told);
  });

  it('does not let the failure of one send end a message that another one carried', async () => {
    const id = await queued();
    const other = fieldsOf('undelivered', { MessageSid: `SM${'b'.repeat(32)}`, ErrorCode: '30003' });
    expect((await post(id, other)).status).toBe(200);
    expect(await rowOf(id)).toMatchObject({ state: 'sent' });
  });

  it('knows a send by its sid, whichever of two providers of one account carried it', async () => {
    const id = await queued('sent', 'twilio-fallback');
    expect((await post(id, fieldsOf('undelivered', { ErrorCode: '30005' }))).status).toBe(200);
    expect([await rowOf(id), await jobs()]).toMatchObject([{ state: 'failed', is_undeliverable: true, provider: 'twilio-fallback' }, 1]);
    const other = await queued('sent', 'twilio-fallback');
    await post(other, fieldsOf('delivered'));
    expect(await rowOf(other)).toMatchObject({ state: 'delivered', provider: 'twilio-fallback' });
  });

  it('takes back that a message failed whose answers came too late, and nothing else', async () => {
    const [late, failed] = [await queued('failed'), await queued('failed')];
    await test.dataSource.query('update messages set doubts = 2, provider = null, provider_message_id = null where id = $1', [late]);
    for (const id of [late, failed]) expect((await post(id, fieldsOf('sent'))).status).toBe(200);
    expect([await rowOf(late), await rowOf(failed)]).toMatchObject([{ state: 'sent', provider_message_id: sid }, { state: 'failed' }]);
    await post(late, fieldsOf('delivered'));
    expect(await rowOf(late)).toMatchObject({ state: 'delivered' });
  });

  it('takes nothing that Twilio did not sign for us', async () => {
    const id = await queued();
    const fields = fieldsOf('delivered');
    const url = `${PUBLIC_URL}/api/delivery/twilio/${id}`;
    const forged = [
      '', 'no signature', signedByTwilio(url, fields, 'another token'), signedByTwilio(url, fieldsOf('failed')),
      signedByTwilio(`${PUBLIC_URL}/api/delivery/twilio/${newId()}`, fields),
    ];
    for (const signature of forged) {
      const answer = await post(id, fields, signature);
      expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'forbidden' }]);
    }
    expect(await rowOf(id)).toMatchObject({ state: 'sent' });
  });

  it('reads a report without fields as none, and asks for its signature all the same', async () => {
    const id = await queued();
    expect((await post(id, {})).status).toBe(400);
    expect((await post(id, {}, 'no signature')).status).toBe(403);
    const url = `${app.url}/api/delivery/twilio/${id}`;
    const signature = signedByTwilio(`${PUBLIC_URL}/api/delivery/twilio/${id}`, {});
    expect((await fetch(url, { method: 'POST', headers: { 'x-twilio-signature': signature } })).status).toBe(400);
  });

  it('answers yes for a message that is gone, and refuses what is no report', async () => {
    expect((await post(newId(), fieldsOf('delivered'))).status).toBe(200);
    const bad = fieldsOf('delivered', { MessageSid: 'x' });
    expect((await post(newId(), bad)).status).toBe(400);
    expect((await post('no-id', fieldsOf('delivered'))).status).toBe(404);
    expect(app.lines).toContainEqual(expect.objectContaining({ provider: 'twilio', status: 'delivered', isNews: false }));
    expect(JSON.stringify(app.lines)).not.toContain('+15550100');
  });

  it.each([
    ['an account', { PUBLIC_URL, TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '' }],
    ['an address of ours', {}],
  ])('is not there without %s', async (_case, more) => {
    const other = await open(more);
    expect((await post(newId(), fieldsOf('delivered'), undefined, other)).status).toBe(404);
    await other.close();
  });
});
