import { createHmac } from 'node:crypto';
import { settingsFor } from '@countersign/config/testing';
import { newId } from '@countersign/kernel';
import { Webhook } from 'standardwebhooks';
import { payloadOf } from './payload';
import { secretOf, signedHeaders } from './signature';
import { WebhooksSettings } from './webhooks.settings';
import { retryAfterSeconds } from './worker/retry-after';

describe('a signature', () => {
  const [present, previous] = [secretOf(Buffer.alloc(32, 1)), secretOf(Buffer.alloc(32, 2))];
  const body = JSON.stringify({ id: 'x', text: 'ü🔥' });
  const timestamp = Math.floor(Date.now() / 1_000);
  const signed = (secrets: readonly [string, ...string[]]) => signedHeaders(secrets, { id: newId(), timestamp, type: 'user.login', body });

  it('is one that the library of Standard Webhooks takes, with each secret that is active', () => {
    const headers = signed([present, previous]);
    for (const secret of [present, previous]) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(headers['webhook-signature']).toMatch(/^v1,\S{44} v1,\S{44}$/);
  });

  it('is refused by it for another secret, body, id or time', () => {
    const headers = signed([present]);
    const judge = new Webhook(present);
    expect(() => new Webhook(previous).verify(body, headers)).toThrow();
    expect(() => judge.verify(`${body} `, headers)).toThrow();
    expect(() => judge.verify(body, { ...headers, 'webhook-id': newId() })).toThrow();
    expect(() => judge.verify(body, { ...headers, 'webhook-timestamp': String(timestamp - 1) })).toThrow();
  });

  it('comes as a plain HMAC of the body too', () => {
    const headers = signed([present, previous]);
    expect(headers['X-Webhook-Signature']).toBe(createHmac('sha256', present).update(body).digest('hex'));
    expect(headers['X-Webhook-Event']).toBe('user.login');
  });
});

describe('a payload', () => {
  const origin = { requestId: 'r', ipAddress: '203.0.113.7', userAgent: 'agent' };
  const event = { id: newId(), type: 'spec.seen', userId: newId(), sessionId: newId(), occurredAt: new Date(0), origin };

  it('holds ids and facts, whatever a lib puts into its event', () => {
    const secretive = { phoneNumber: '+15550100', code: '123456', backupCodes: ['x'], refreshToken: 'rt_x', email: 'a@example.com', passwordHash: '$argon2id' };
    const data = { methodId: 'm', amr: ['pwd', 'otp'], isDefault: true, note: 'x'.repeat(300), nested: { a: 1 }, lists: [[1]], ...secretive };
    expect(JSON.parse(payloadOf({ ...event, reason: 'the true one', data }))).toEqual({
      ...{ id: event.id, type: 'spec.seen', event: 'spec.seen', timestamp: '1970-01-01T00:00:00.000Z' },
      data: { userId: event.userId, sessionId: event.sessionId, methodId: 'm', amr: ['pwd', 'otp'], isDefault: true },
    });
  });
});

it.each([
  [undefined, 0],
  ['120', 120],
  ['0', 0],
  ['999999999', 86_400],
  [new Date(1_000_030_000).toUTCString(), 30],
  [new Date(999_000_000).toUTCString(), 0],
  ['soon', 0],
  ['-5', 0],
  ['1e9', 0],
])('reads Retry-After: %s', (header, seconds) => {
  expect(retryAfterSeconds(header, 1_000_000)).toBe(seconds);
});

describe('settings', () => {
  const rules = (variables: Record<string, string>, mode: 'production' | 'test' = 'test') => settingsFor(WebhooksSettings, variables, mode).rules;

  it('open nothing unless told', () => {
    expect(rules({}, 'production')).toEqual({ mayUseHttp: false, privateNetworks: [], ports: [443, 8443] });
    expect(rules({})).toEqual({ mayUseHttp: false, privateNetworks: [], ports: 'any' });
    expect(rules({ WEBHOOK_ALLOW_PRIVATE: 'true' })).toEqual({ mayUseHttp: true, privateNetworks: 'all', ports: 'any' });
    const listed = { WEBHOOK_ALLOW_PRIVATE: 'true', WEBHOOK_PRIVATE_NETWORKS: '10.0.0.0/8, fd12::/16' };
    expect(rules(listed, 'production')).toMatchObject({ mayUseHttp: 'listed', privateNetworks: ['10.0.0.0/8', 'fd12::/16'] });
  });

  it.each([
    [{ WEBHOOK_ALLOW_PRIVATE: 'true' }, 'name those that are meant in WEBHOOK_PRIVATE_NETWORKS'],
    [{ WEBHOOK_ALLOW_PRIVATE: 'true', WEBHOOK_PRIVATE_NETWORKS: '10.0.0.0' }, 'WEBHOOK_PRIVATE_NETWORKS must hold networks'],
    [{ WEBHOOK_PRIVATE_NETWORKS: '10.0.0.0/8' }, 'opens nothing without WEBHOOK_ALLOW_PRIVATE=true'],
    [{ WEBHOOK_PORTS: 'https' }, 'WEBHOOK_PORTS must be a list of ports'],
    [{ WEBHOOK_RETRY_SECONDS: '5,soon' }, 'WEBHOOK_RETRY_SECONDS must be a list of seconds'],
  ])('refuse %j in production', (variables, sentence) => {
    expect(() => rules(variables as unknown as Record<string, string>, 'production')).toThrow(sentence);
  });
});
