import { newId } from '@countersign/kernel';
import { Deliveries } from '../deliveries';
import { openWorkshop, origin, type Workshop } from '../testing/workshop';
import { Webhooks } from '../webhooks';
import { FanOut } from './fan-out';

describe('deliveries', () => {
  let shop: Workshop;
  beforeAll(async () => {
    shop = await openWorkshop();
  });
  beforeEach(() => shop.clear());
  afterAll(() => shop?.close());

  it('keep the order of a user’s events, one at a time, also over a short outage', async () => {
    const user = await shop.person();
    const one = await shop.receiver();
    one.answer(500, 204);
    await shop.subscribe(user, one);
    await shop.happen(user.id, 0);
    await shop.settled(() => one.received.length === 1);
    for (let number = 1; number < 12; number += 1) await shop.happen(user.id, number);
    await shop.settled(async () => (await shop.deliveries('waiting')).length === 11);
    await shop.settled(async () => {
      await shop.passTime();
      return (await shop.deliveries('delivered')).length === 12;
    });
    expect(one.received.map(({ json }) => json.data.number)).toEqual([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(one.received[0]!.headers['webhook-id']).toBe(one.received[1]!.headers['webhook-id']);
    expect(one.received[0]!.body).toBe(one.received[1]!.body);
  });

  it('let an earlier event go first that was heard of later', async () => {
    const user = await shop.person();
    const one = await shop.receiver();
    await shop.subscribe(user, one);
    await shop.query(`update webhooks set resume_at = now() + interval '1 hour', failures = 1`);
    const [earlier, later] = [newId(), newId()].map((id) => ({ id, type: 'spec.seen', userId: user.id, occurredAt: new Date(), origin }));
    await shop.get(FanOut).fanOut(later!);
    await shop.get(FanOut).fanOut(earlier!);
    await shop.settled(async () => {
      await shop.passTime();
      return (await shop.deliveries('delivered')).length === 2;
    });
    expect(one.received.map(({ json }) => json.id)).toEqual([earlier!.id, later!.id]);
  });

  it('try again on a schedule, and give up after it', async () => {
    const user = await shop.person();
    const one = await shop.receiver();
    one.answer(503, 302, 'hang', 404);
    const webhook = await shop.subscribe(user, one);
    await shop.query('delete from outbox');
    await shop.happen(user.id);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await shop.settled(async () => (await shop.deliveries())[0]?.attempts === attempt);
      const [row] = await shop.query(`select extract(epoch from next_attempt_at - now())::float8 as seconds from webhook_deliveries`);
      waits.push(Number(row.seconds));
      await shop.passTime();
    }
    const expected = [5, 30, 120, 600, 3_600, 21_600, 86_400];
    expected.forEach((seconds, at) => expect(Math.abs(waits[at]! - seconds) / seconds).toBeLessThan(at === 0 ? 0.5 : 0.1));
    const page = await shop.get(Deliveries).page(user.id, webhook.id, { limit: 10 });
    expect(page.deliveries).toHaveLength(1);
    expect(page.deliveries[0]).toMatchObject({ state: 'failed', nextAttemptAt: null, url: one.url });
    const errors = page.deliveries[0]!.history.map(({ status, error }) => [status, error]);
    expect(errors.slice(0, 4)).toEqual([
      [503, 'answered 503'],
      [302, 'answered 302: redirects are not followed'],
      [null, 'no answer within the time limit'],
      [404, 'answered 404'],
    ]);
    expect([errors.length, one.received.length, new Set(one.received.map(({ headers }) => headers['webhook-id'])).size]).toEqual([8, 8, 1]);
  }, 30_000);

  it('wait as long as a receiver asks for', async () => {
    const user = await shop.person();
    const one = await shop.receiver();
    one.answer({ status: 429, headers: { 'retry-after': '400' } }, 204);
    await shop.subscribe(user, one);
    await shop.happen(user.id);
    await shop.settled(async () => (await shop.deliveries())[0]?.attempts === 1);
    const [row] = await shop.query(
      `select extract(epoch from d.next_attempt_at - now())::float8 as next, extract(epoch from w.resume_at - now())::float8 as resume
       from webhook_deliveries d join webhooks w on w.id = d.webhook_id`,
    );
    expect(row.next).toBeGreaterThan(370);
    expect(row.resume).toBeGreaterThan(390);
  });

  it('leave a failing receiver alone but for one attempt at a time, and go on when it is back', async () => {
    const users = await Promise.all(Array.from({ length: 3 }, () => shop.person()));
    const admin = await shop.person('admin');
    const one = await shop.receiver();
    one.answer(500);
    await shop.subscribe(admin, one);
    for (const user of users) for (let number = 0; number < 4; number += 1) await shop.happen(user.id, number);
    await shop.settled(async () => (await shop.deliveries()).length === 12 && (await shop.quiet()));
    const before = one.received.length;
    expect(before).toBeLessThanOrEqual(8);
    await shop.query('update outbox set run_at = now()');
    await shop.settled(shop.quiet);
    expect(one.received.length).toBe(before);
    await shop.passTime();
    await shop.settled(shop.quiet);
    expect(one.received.length).toBe(before + 1);
    one.answer(204);
    await shop.settled(async () => {
      await shop.passTime();
      return (await shop.deliveries('delivered')).length === 12;
    });
    expect(await shop.query('select failures, failing_since, resume_at, is_active from webhooks')).toEqual([
      { failures: 0, failing_since: null, resume_at: null, is_active: true },
    ]);
  }, 30_000);

  it('do not let one bad event hold up what follows it', async () => {
    const user = await shop.person();
    const one = await shop.receiver();
    one.answer(500, 500, 500, 204);
    await shop.subscribe(user, one);
    await shop.happen(user.id, 0);
    // The relay and this suite hear of events side by side, as two workers do: the first must be in its lane before the second.
    await shop.until(async () => (await shop.deliveries()).length === 1);
    await shop.happen(user.id, 1);
    await shop.settled(async () => {
      await shop.passTime();
      return one.received.length >= 4;
    });
    expect(one.received.slice(0, 3).map(({ json }) => json.data.number)).toEqual([0, 0, 0]);
    expect((await shop.deliveries()).map(({ holds_lane: holds }: { holds_lane: boolean }) => holds)).not.toEqual([true, true]);
  });

  it('end with a receiver that is gone, and tell its owner', async () => {
    const user = await shop.person();
    const one = await shop.receiver();
    one.answer(410);
    const webhook = await shop.subscribe(user, one);
    await shop.happen(user.id, 0);
    await shop.happen(user.id, 1);
    await shop.settled(async () => (await shop.deliveries('canceled')).length === 1);
    expect(await shop.get(Webhooks).find(user.id, webhook.id)).toMatchObject({ isActive: false, disabledReason: 'gone' });
    expect(one.received).toHaveLength(1);
    expect(await shop.query(`select data from audit_log where type = 'webhook.disabled' and user_id = $1`, [user.id])).toEqual([
      { data: { webhookId: webhook.id, host: new URL(one.url).host, cause: 'gone' } },
    ]);
    await shop.happen(user.id, 2);
    await shop.settled(shop.quiet);
    expect(await shop.deliveries()).toHaveLength(2);
  });

  it('are turned off after three days without a success, and start anew when they are turned on', async () => {
    const user = await shop.person();
    const one = await shop.receiver();
    one.answer(500);
    const webhook = await shop.subscribe(user, one);
    await shop.happen(user.id);
    await shop.settled(async () => (await shop.deliveries())[0]?.attempts === 1);
    await shop.query(`update webhooks set failing_since = now() - interval '71 hours'`);
    await shop.passTime();
    await shop.settled(async () => (await shop.deliveries())[0]?.attempts === 2);
    expect(await shop.get(Webhooks).find(user.id, webhook.id)).toMatchObject({ isActive: true });
    await shop.query(`update webhooks set failing_since = now() - interval '73 hours'`);
    await shop.passTime();
    await shop.settled(async () => (await shop.deliveries())[0]?.attempts === 3);
    expect(await shop.get(Webhooks).find(user.id, webhook.id)).toMatchObject({ isActive: false, disabledReason: 'failing' });
    expect(await shop.query(`select data->>'cause' as cause from audit_log where type = 'webhook.disabled' and user_id = $1`, [user.id])).toEqual([
      { cause: 'failing' },
    ]);
    const again = await shop.get(Webhooks).update(webhook.id, { isActive: true }, shop.asked(user));
    expect(again).toMatchObject({ isActive: true, disabledReason: null, failingSince: null });
    one.answer(204);
    await shop.happen(user.id);
    await shop.settled(async () => {
      await shop.passTime();
      return (await shop.deliveries('delivered')).length === 2;
    });
  });

  it('go on at once when the webhook leads elsewhere, where nothing is held against them', async () => {
    const user = await shop.person();
    const [one, other] = [await shop.receiver(), await shop.receiver()];
    one.answer({ status: 503, headers: { 'retry-after': '86400' } });
    const { id } = await shop.subscribe(user, one);
    await shop.happen(user.id);
    await shop.settled(async () => (await shop.deliveries())[0]?.attempts === 1);
    await shop.query(`update webhooks set failing_since = now() - interval '71 hours'`);
    const same = await shop.get(Webhooks).update(id, { url: one.url }, shop.asked(user));
    expect(same.failingSince).not.toBeNull();
    const moved = await shop.get(Webhooks).update(id, { url: other.url }, shop.asked(user));
    expect(moved.failingSince).toBeNull();
    await shop.settled(() => other.received.length === 1);
    expect(one.received).toHaveLength(1);
  });

  it('say where each attempt went, also when the webhook leads elsewhere since', async () => {
    const user = await shop.person();
    const [one, other] = [await shop.receiver(), await shop.receiver()];
    one.answer(500);
    const { id } = await shop.subscribe(user, one);
    await shop.happen(user.id);
    await shop.settled(async () => (await shop.deliveries())[0]?.attempts === 1);
    await shop.get(Webhooks).update(id, { url: other.url }, shop.asked(user));
    await shop.passTime();
    await shop.settled(async () => (await shop.deliveries('delivered')).length === 1);
    const [delivery] = (await shop.get(Deliveries).page(user.id, id, { limit: 1 })).deliveries;
    expect(delivery!.history.map(({ url }) => url)).toEqual([one.url, other.url]);
  });
});
