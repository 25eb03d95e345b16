import { createHmac, randomUUID } from 'node:crypto';
import { startReceiver, type Receiver } from '@countersign/webhooks/testing';
import { Webhook } from 'standardwebhooks';
import type { Client } from '../support/client';
import { administrator, makeKey, withKey } from '../support/keys';
import { enrol, expectStatus, register, signIn, type Person } from '../support/people';
import { openSuite, type Suite } from '../support/suite';
import { until } from '../support/until';

const HANGING = 4;
const HEALTHY = 8;

let suite: Suite;
let api: Client;
let receivers: Receiver[] = [];

beforeAll(async () => {
  const webhooks = { WEBHOOK_ALLOW_PRIVATE: 'true', WEBHOOK_RETRY_SECONDS: '1,1', WEBHOOK_MAX_PER_USER: '100' };
  // A proxy of the environment's is nobody's: this one is dead, and everything passes.
  suite = await openSuite({ ...webhooks, HTTP_PROXY: 'http://127.0.0.1:1', http_proxy: 'http://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1' });
  [{ api }] = await Promise.all([suite.start('api'), suite.start('worker')]);
}, 60_000);
afterEach(async () => {
  await Promise.all(receivers.map((receiver) => receiver.close()));
  receivers = [];
});
afterAll(() => suite?.end());

async function receiver(): Promise<Receiver> {
  const one = await startReceiver();
  receivers.push(one);
  return one;
}

const admin = () => administrator(api, suite);
const make = async ({ token }: Pick<Person, 'token'>, { url }: Pick<Receiver, 'url'>, events = ['*']) =>
  expectStatus(await api.post('/webhooks', { url, events }, { token }), 201).body.data as { id: string; secret: string };
const log = async ({ token }: Pick<Person, 'token'>, id: string, query = '') =>
  expectStatus(await api.get(`/webhooks/${id}/deliveries${query}`, { token }), 200).body.data;
const makeStale = ({ id }: Person) => suite.query(`update sessions set auth_time = now() - interval '1 hour' where user_id = $1`, [id]);

describe('the list of events', () => {
  it('is public, and names facts only', async () => {
    const { body } = expectStatus(await api.get('/webhooks/events'), 200);
    const events = body.data.events as { type: string; title: string; data: Record<string, string> }[];
    const contract =
      'user.registered user.login user.login_failed user.logout user.locked 2fa.enabled 2fa.disabled 2fa.method_added 2fa.method_removed ' +
      '2fa.verified 2fa.failed 2fa.backup_code_used 2fa.backup_codes_regenerated device.trusted device.revoked device.theft_suspected ' +
      'session.revoked session.reuse_detected password.changed password.reset api_key.created api_key.revoked';
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(contract.split(' ')));
    // As libs/webhooks/src/payload.ts has it: a member with such a name would not be sent.
    const secretive = /code|secret|token|hash|digest|password|proof|phone|mail|address|destination|private/i;
    const telling = events.flatMap(({ type, data }) => Object.keys(data).filter((name) => secretive.test(name)).map((name) => `${type}: ${name}`));
    expect(telling).toEqual([]);
  });
});

describe('a webhook', () => {
  it('is made, shown, changed and deleted; its secret is shown once', async () => {
    const person = await register(api);
    const { token } = person;
    const url = 'https://example.com/hook?key=1';
    const { body } = expectStatus(await api.post('/webhooks', { url, events: ['user.login'], description: ' ours ' }, { token }), 201);
    const { secret, ...webhook } = body.data;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhook).toEqual({
      ...{ id: expect.any(String), url, description: 'ours', events: ['user.login'], isActive: true, disabledReason: null, failingSince: null },
      ...{ createdAt: expect.stringMatching(/Z$/), updatedAt: expect.stringMatching(/Z$/) },
    });
    const path = `/webhooks/${webhook.id}`;
    expect((await api.get('/webhooks', { token })).body.data).toEqual({ webhooks: [webhook] });
    expect((await api.get(path, { token })).body.data).toEqual(webhook);
    const changed = expectStatus(await api.patch(path, { events: ['user.login', '2fa.enabled'], isActive: false }, { token }), 200);
    expect(changed.body.data).toMatchObject({ events: ['user.login', '2fa.enabled'], isActive: false, disabledReason: 'owner', url });
    expectStatus(await api.delete(path, { token }), 200);
    expectStatus(await api.get(path, { token }), 404, 'not_found');
    const { body: trail } = await api.get('/auth/activity', { token });
    expect(trail.data.events.map(({ type }: { type: string }) => type).slice(0, 3)).toEqual(['webhook.deleted', 'webhook.updated', 'webhook.created']);
  });

  it.each([
    [{ url: 'ftp://example.com/', events: ['*'] }, '/url'],
    [{ url: 'https://user:pass@example.com/', events: ['*'] }, '/url'],
    [{ url: 'http://169.254.169.254/latest', events: ['*'] }, '/url'],
    [{ url: 'http://[fe80::1]/', events: ['*'] }, '/url'],
    [{ url: 'nonsense', events: ['*'] }, '/url'],
    [{ url: 'https://example.com/', events: [] }, '/events'],
    [{ url: 'https://example.com/', events: ['user.login', 'user.nothing'] }, '/events/1'],
    [{ url: 'https://example.com/', events: ['user.login', 'user.login'] }, '/events'],
  ])('is refused as %j', async (input, pointer) => {
    const { token } = await register(api);
    const { body } = expectStatus(await api.post('/webhooks', input, { token }), 400, 'validation_failed');
    expect(body.violations.map((violation: { pointer: string }) => violation.pointer)).toEqual([pointer]);
  });

  it('wants a fresh session for what shows a secret, or leads it elsewhere', async () => {
    const person = await register(api);
    const { id } = await make(person, { url: 'https://example.com/' });
    await makeStale(person);
    const { token } = person;
    expectStatus(await api.post('/webhooks', { url: 'https://example.com/', events: ['*'] }, { token }), 401, 'step_up_required');
    expectStatus(await api.post(`/webhooks/${id}/rotate-secret`, {}, { token }), 401, 'step_up_required');
    expectStatus(await api.patch(`/webhooks/${id}`, { url: 'https://example.org/' }, { token }), 401, 'step_up_required');
    expectStatus(await api.get(`/webhooks/${id}`, { token }), 200);
  });

  it('is nobody else’s, whoever asks', async () => {
    const [owner, stranger, boss] = [await register(api), await register(api), await admin()];
    const { id } = await make(owner, { url: 'https://example.com/' });
    const { token: own } = owner;
    const { body } = expectStatus(await api.post(`/webhooks/${id}/test`, undefined, { token: own }), 200);
    const deliveryId = body.data.delivery.id as string;
    for (const { token } of [stranger, boss]) {
      for (const [method, path, input] of [
        ['GET', `/webhooks/${id}`], ['PATCH', `/webhooks/${id}`, { isActive: false }], ['DELETE', `/webhooks/${id}`], ['POST', `/webhooks/${id}/test`],
        ['POST', `/webhooks/${id}/rotate-secret`, {}], ['GET', `/webhooks/${id}/deliveries`], ['POST', `/webhooks/${id}/deliveries/${deliveryId}/replay`],
      ] as const) {
        expectStatus(await api.send(method, path, input, { token }), 404, 'not_found');
      }
      expect((await api.get('/webhooks', { token })).body.data).toEqual({ webhooks: [] });
    }
    const { id: another } = await make(stranger, { url: 'https://example.com/' });
    expectStatus(await api.post(`/webhooks/${another}/deliveries/${deliveryId}/replay`, undefined, { token: stranger.token }), 404, 'not_found');
    expectStatus(await api.get(`/webhooks/${randomUUID()}`, { token: own }), 404, 'not_found');
    expectStatus(await api.get('/webhooks'), 401, 'invalid_token');
  });
});

describe('a key', () => {
  const key = async ({ token }: Person, scopes: readonly string[]) => withKey((await makeKey(api, token, { scopes })).apiKey);

  it('makes, reads and tries webhooks by its scopes, and changes no secret', async () => {
    const person = await register(api);
    const [writer, reader] = [await key(person, ['webhooks:write']), await key(person, ['webhooks:read'])];
    await makeStale(person);
    const input = { url: 'https://example.com/', events: ['*'] };
    const { id } = expectStatus(await api.post('/webhooks', input, writer), 201).body.data;
    expectStatus(await api.post('/webhooks', input, reader), 403, 'insufficient_scope');
    expectStatus(await api.get(`/webhooks/${id}`, reader), 200);
    expectStatus(await api.get(`/webhooks/${id}/deliveries`, writer), 403, 'insufficient_scope');
    expectStatus(await api.post(`/webhooks/${id}/rotate-secret`, {}, writer), 403, 'forbidden');
  });
});

describe('a delivery', () => {
  it('tells of what happens to its user, signed, with facts alone; an administrator’s of everybody', async () => {
    const [boss, all, one] = [await admin(), await receiver(), await receiver()];
    const { id: bossId } = await make(boss, all);
    const person = await enrol(api);
    const { secret } = await make({ token: person.token }, one);
    expectStatus(await signIn(api, await register(api)).then(() => api.post('/auth/login', { email: person.email, password: 'Wrong-Horse-7' })), 401);
    const [first] = await until('the failed log-in at the user’s receiver', () => {
      const found = one.received.filter(({ json }) => json.type === 'user.login_failed');
      return found.length > 0 && found;
    });
    const { headers, body, json } = first!;
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(json);
    expect(headers['x-webhook-signature']).toBe(createHmac('sha256', secret).update(body).digest('hex'));
    expect(json).toEqual({ id: headers['webhook-id'], type: 'user.login_failed', event: 'user.login_failed', timestamp: expect.stringMatching(/Z$/), data: expect.any(Object) });
    const types = ['user.registered', '2fa.enabled', '2fa.method_added', 'user.login', 'user.login_failed'];
    await until('all at the administrator’s', () => types.every((type) => all.received.some((event) => event.json.type === type)));
    const users = (from: Receiver) => new Set(from.received.map((event) => event.json.data.userId));
    expect([users(one), users(all).size > 1]).toEqual([new Set([person.id]), true]);
    for (const { body: text } of all.received) {
      for (const known of [person.email, person.username, person.secret, person.spentCode, '127.0.0.1', 'Horse']) expect(text).not.toContain(known);
    }
    await api.delete(`/webhooks/${bossId}`, { token: boss.token });
  });

  it('is tried by a test that really leaves, shown in the log, and repeated with its id', async () => {
    const [person, one] = [await register(api), await receiver()];
    one.answer(500, 204);
    const { id } = await make(person, one, ['user.locked']);
    const { token } = person;
    expectStatus(await api.post(`/webhooks/${id}/test`, undefined, { token }), 200);
    const [failed] = await until('the test to fail', async () => {
      const { deliveries } = await log(person, id, '?state=failed');
      return deliveries.length > 0 && deliveries;
    });
    expect(failed).toMatchObject({
      ...{ type: 'webhook.test', state: 'failed', nextAttemptAt: null, request: { url: one.url, body: one.received[0]!.body } },
      attempts: [{ at: expect.any(String), url: one.url, status: 500, durationMs: expect.any(Number), error: 'answered 500' }],
    });
    const replay = expectStatus(await api.post(`/webhooks/${id}/deliveries/${failed.id}/replay`, undefined, { token }), 200);
    expect(replay.body.data.delivery).toMatchObject({ id: failed.id, eventId: failed.eventId, state: 'pending' });
    await until('the repetition', async () => (await log(person, id, '?state=delivered')).deliveries.length === 1);
    expect(one.received.map(({ headers }) => headers['webhook-id'])).toEqual([failed.eventId, failed.eventId]);
  });

  it('is shown in pages that miss and repeat nothing', async () => {
    const [person, one] = [await register(api), await receiver()];
    const { id } = await make(person, one, ['user.locked']);
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) made.unshift((await api.post(`/webhooks/${id}/test`, undefined, { token: person.token })).body.data.delivery.id);
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { deliveries, page } = await log(person, id, `?limit=2${cursor}`);
      seen.push(...deliveries.map((delivery: { id: string }) => delivery.id));
      if (!page.hasMore) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(seen).toEqual(made);
    expectStatus(await api.get(`/webhooks/${id}/deliveries?cursor=nonsense`, { token: person.token }), 400, 'validation_failed');
  });

  it('comes as soon beside receivers that hang, and so does a log-in', async () => {
    const boss = await admin();
    const [hanging, healthy] = [[] as Receiver[], [] as Receiver[]];
    for (let count = 0; count < HANGING + HEALTHY; count += 1) {
      const one = await receiver();
      (count < HANGING ? hanging : healthy).push(one);
      if (count < HANGING) one.answer('hang');
      await make(boss, one, ['user.login']);
    }
    const person = await register(api);
    await until('the hanging ones to hang', () => hanging.every(({ received }) => received.length > 0));
    await signIn(api, person);
    await until('both log-ins at the healthy ones', () => healthy.every(({ received }) => received.length >= 2));
    // Whoever had waited behind one that hangs, or until it is given up after 15 s, would see it given up.
    const givenUp = `select 1 from webhook_deliveries d join webhooks w on w.id = d.webhook_id where w.user_id = $1 and attempts > 0 and state <> 'delivered'`;
    expect(await suite.query(givenUp, [boss.id])).toEqual([]);
  }, 40_000);
  it('is not tried for ever: a receiver that is gone, or failed for days, is turned off and its owner mailed', async () => {
    const [person, gone, failing] = [await register(api), await receiver(), await receiver()];
    gone.answer(410);
    failing.answer(500);
    for (const one of [gone, failing]) await make(person, one, ['user.login']);
    await suite.query(`update webhooks set failures = 9, failing_since = now() - interval '73 hours' where url = $1`, [failing.url]);
    await signIn(api, person);
    const mails = await until('both mails', async () => {
      const inbox = await fetch(`${new URL(api.baseUrl).origin}/dev/inbox.json?to=${encodeURIComponent(person.email)}`);
      const { messages } = (await inbox.json()) as { messages: { subject: string; text: string }[] };
      const found = messages.filter(({ subject }) => /webhook was turned off$/.test(subject)).map(({ text }) => text);
      return found.length >= 2 && found.sort();
    });
    const hosts = [gone, failing].map(({ url }) => new URL(url).host);
    const causes = ['its receiver answered 410 Gone', 'its receiver has not taken a single event for too long'];
    expect(mails).toHaveLength(2);
    hosts.forEach((host, at) => expect(mails.filter((text) => text.includes(`webhook to ${host} was turned off: ${causes[at]}`))).toHaveLength(1));
    const { webhooks } = (await api.get('/webhooks', { token: person.token })).body.data;
    expect(webhooks.map(({ disabledReason }: { disabledReason: string }) => disabledReason).sort()).toEqual(['failing', 'gone']);
  }, 30_000);
});
