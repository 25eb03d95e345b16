import { scanningStatements, warmPool } from '@countersign/database/testing';
import { newId } from '@countersign/kernel';
import { Webhook as Verifier } from 'standardwebhooks';
import * as attempts from './attempt.statements';
import { Deliveries } from './deliveries';
import * as deliveryStatements from './delivery.statements';
import * as fanOut from './fan-out.statements';
import type { Receiver } from './testing/receiver';
import { openWorkshop, origin, type Workshop } from './testing/workshop';
import * as subscriptions from './webhook.statements';
import { Webhooks } from './webhooks';
import { FanOut } from './worker/fan-out';

describe('webhooks', () => {
  let shop: Workshop;
  beforeAll(async () => {
    shop = await openWorkshop();
  });
  beforeEach(() => shop.clear());
  afterAll(() => shop?.close());

  it('tell the user of the own events, an administrator of everybody’s, each once with one id', async () => {
    const [user, stranger, admin] = [await shop.person(), await shop.person(), await shop.person('admin')];
    const [own, all] = [await shop.receiver(), await shop.receiver()];
    const { secret } = await shop.subscribe(user, own);
    await shop.subscribe(admin, all, ['*']);
    await shop.query('delete from outbox');
    await shop.happen(user.id, 7);
    await shop.happen(stranger.id);
    await shop.happen(null);
    await shop.happen(user.id, 1, 'spec.other');
    await shop.settled(async () => all.received.length === 4 && (await shop.deliveries('delivered')).length === 5);
    expect(own.received).toHaveLength(1);
    const [{ headers, body, json }] = own.received as [Receiver['received'][0]];
    expect(json).toEqual({ id: json.id, type: 'spec.seen', event: 'spec.seen', timestamp: expect.stringMatching(/Z$/), data: { userId: user.id, number: 7 } });
    expect([headers['webhook-id'], headers['x-webhook-event'], headers['content-type']]).toEqual([json.id, 'spec.seen', 'application/json; charset=utf-8']);
    expect(new Verifier(secret).verify(body, headers as Record<string, string>)).toEqual(json);
    expect(all.received.map((one) => one.json.id)).toContain(json.id);
  });

  it('take an administrator’s view away with the role, and everything with the account', async () => {
    const [user, admin] = [await shop.person(), await shop.person('admin')];
    const all = await shop.receiver();
    const { id } = await shop.subscribe(admin, all);
    await shop.happen(user.id);
    await shop.settled(async () => (await shop.deliveries('delivered')).length === 1);
    const log = async () => (await shop.get(Deliveries).page(admin.id, id, { limit: 10 })).deliveries.map((one) => JSON.parse(one.body).data.userId);
    expect(await log()).toEqual([user.id]);
    const [{ id: deliveryId }] = await shop.deliveries();
    await shop.query(`update users set role = 'user' where id = $1`, [admin.id]);
    await expect(shop.get(Deliveries).replay(admin.id, id, deliveryId)).rejects.toMatchObject({ code: 'not_found' });
    await shop.happen(user.id);
    await shop.happen(admin.id);
    await shop.settled(async () => all.received.length === 2 && (await shop.quiet()));
    expect(all.received[1]!.json.data.userId).toBe(admin.id);
    expect(await log()).toEqual([admin.id]);
    await shop.query(`update users set is_active = false where id = $1`, [admin.id]);
    await shop.happen(admin.id);
    await shop.settled(shop.quiet);
    expect(all.received).toHaveLength(2);
  });

  it('make one delivery of an event, heard by ten at once', async () => {
    const user = await shop.person();
    const one = await shop.receiver();
    await shop.subscribe(user, one);
    await shop.query('delete from outbox');
    const event = { id: newId(), type: 'spec.seen', userId: user.id, occurredAt: new Date(), origin };
    await warmPool(shop.base.database);
    const heard = await Promise.allSettled(Array.from({ length: 10 }, () => shop.get(FanOut).fanOut(event)));
    expect(heard.some(({ status }) => status === 'fulfilled')).toBe(true);
    await shop.settled(async () => (await shop.deliveries('delivered')).length === 1);
    expect([one.received.length, (await shop.deliveries()).length, (await shop.query('select 1 from outbox')).length]).toEqual([1, 1, 0]);
  });

  it('never reach an address that a name leads to since', async () => {
    const user = await shop.person();
    const one = await shop.receiver();
    const { port } = new URL(one.url);
    await shop.subscribe(user, { url: `http://hook.test:${port}/` });
    shop.names.answer = '169.254.169.254';
    await shop.happen(user.id);
    await shop.settled(async () => (await shop.deliveries())[0]?.attempts === 1);
    expect((await shop.deliveries())[0].history).toMatchObject([{ status: null, error: 'the name leads to an address that is not public' }]);
    shop.names.answer = '127.0.0.1';
    await shop.passTime();
    await shop.settled(() => one.received.length === 1);
  });

  it('sign with both secrets after a rotation, until the time of the old one is over', async () => {
    const user = await shop.person();
    const one = await shop.receiver();
    const { id, secret } = await shop.subscribe(user, one);
    const [row] = await shop.query('select secret_sealed from webhooks');
    expect(row.secret_sealed).not.toContain(secret.slice(6));
    const rotated = await shop.get(Webhooks).rotateSecret(id, 60, shop.asked(user));
    await shop.happen(user.id);
    await shop.settled(() => one.received.length === 1);
    for (const active of [secret, rotated.secret]) new Verifier(active).verify(one.received[0]!.body, one.received[0]!.headers as Record<string, string>);
    await shop.query(`update webhooks set previous_secret_expires_at = now()`);
    await shop.happen(user.id);
    await shop.settled(() => one.received.length === 2);
    expect(one.received[1]!.headers['webhook-signature']).toMatch(/^v1,\S{44}$/);
    expect(() => new Verifier(secret).verify(one.received[1]!.body, one.received[1]!.headers as Record<string, string>)).toThrow();
  });

  it('send a test from one that is turned off, once, and hold nothing against the receiver', async () => {
    const user = await shop.person();
    const one = await shop.receiver();
    one.answer(500);
    const { id } = await shop.subscribe(user, one);
    await shop.get(Webhooks).update(id, { isActive: false }, shop.asked(user));
    await shop.get(Deliveries).test(user.id, id);
    await shop.settled(async () => (await shop.deliveries('failed')).length === 1);
    expect(one.received[0]!.json).toMatchObject({ type: 'webhook.test', event: 'webhook.test', data: { webhookId: id } });
    expect(await shop.get(Webhooks).find(user.id, id)).toMatchObject({ disabledReason: 'owner', failingSince: null });
  });

  it('repeat a delivery that has come to its end, once of ten calls at once, with the id that it had', async () => {
    const user = await shop.person();
    const one = await shop.receiver();
    const { id } = await shop.subscribe(user, one);
    await shop.happen(user.id);
    await shop.settled(async () => (await shop.deliveries('delivered')).length === 1);
    const [{ id: deliveryId }] = await shop.deliveries();
    one.answer('hang', 204);
    const calls = await Promise.allSettled(Array.from({ length: 10 }, () => shop.get(Deliveries).replay(user.id, id, deliveryId)));
    expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = calls.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toContain('delivery_under_way');
    await shop.settled(async () => {
      await shop.passTime();
      return (await shop.deliveries('delivered')).length === 1;
    });
    expect(new Set(one.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    await shop.get(Webhooks).update(id, { isActive: false }, shop.asked(user));
    await expect(shop.get(Deliveries).replay(user.id, id, deliveryId)).rejects.toMatchObject({ code: 'webhook_inactive' });
    await expect(shop.get(Deliveries).replay((await shop.person()).id, id, deliveryId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are as many as a user may have, also when ten are made at once', async () => {
    const user = await shop.person();
    const makings = await Promise.allSettled(Array.from({ length: 10 }, () => shop.subscribe(user, { url: 'https://example.com/' })));
    const refused = makings.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect((await shop.get(Webhooks).list(user.id)).length).toBe(3);
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toContain('too_many_webhooks');
  });

  it('find their rows by an index, all of them', async () => {
    const all = [attempts, deliveryStatements, fanOut, subscriptions].flatMap((statements) => Object.values(statements));
    expect(await scanningStatements(shop.base.dataSource, all)).toEqual([]);
  });
});
