import { newId } from '@countersign/kernel';
import type { Receiver } from '../testing/receiver';
import { openWorkshop, origin, type Workshop } from '../testing/workshop';
import { FanOut } from './fan-out';

describe('deliveries beside receivers that take their time', () => {
  let shop: Workshop;
  beforeAll(async () => {
    shop = await openWorkshop({ WEBHOOK_TIMEOUT_SECONDS: '30', WEBHOOK_MAX_PER_USER: '100' });
  });
  beforeEach(() => shop.clear());
  afterAll(() => shop?.close());

  /** A user with so many webhooks there, who is told of one event by all of them. */
  async function owner(receiver: Receiver, webhooks: number): Promise<string> {
    const user = await shop.person();
    // A hundred at once would wait for each other, on a busy machine longer than for a lock or a connection.
    for (let count = 0; count < webhooks; count += 1) await shop.subscribe(user, receiver);
    await shop.get(FanOut).fanOut({ id: newId(), type: 'spec.seen', userId: user.id, occurredAt: new Date(), origin });
    return user.id;
  }

  it('reach those that answer, though four owners have eighty that answer late', async () => {
    const [slow, quick] = [await shop.receiver(), await shop.receiver()];
    slow.answer('hang');
    for (let count = 0; count < 4; count += 1) await owner(slow, 20);
    await shop.until(() => slow.received.length === 80);
    await owner(quick, 1);
    await shop.until(async () => (await shop.deliveries('delivered')).length === 1);
    slow.letGo();
    await shop.until(async () => (await shop.deliveries('delivered')).length === 81);
    expect([slow.received.length, quick.received.length]).toEqual([80, 1]);
  }, 30_000);

  it('reach those that answer, though more hang than a worker waits for: who has most of them gives way', async () => {
    const [slow, quick] = [await shop.receiver(), await shop.receiver()];
    slow.answer('hang');
    const busy = await owner(slow, 100);
    const others = await Promise.all([1, 2, 3].map(() => owner(slow, 20)));
    await owner(quick, 1);
    await shop.until(async () => (await shop.deliveries('delivered')).length === 1);
    await shop.until(() => slow.received.length >= 160);
    const failed = await shop.query(
      `select distinct w.user_id, d.history->0->>'error' as error from webhook_deliveries d join webhooks w on w.id = d.webhook_id where d.attempts > 0 and d.state = 'pending'`,
    );
    expect(failed).toEqual([{ user_id: busy, error: 'no answer yet when others needed its place' }]);
    expect(others).not.toContain(busy);
    slow.letGo();
  }, 30_000);
});
