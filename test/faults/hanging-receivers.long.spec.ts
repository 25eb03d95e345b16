import { startReceiver, type Receiver } from '@countersign/webhooks/testing';
import type { Client } from '../support/client';
import { administrator } from '../support/keys';
import { expectStatus, register, type Person } from '../support/people';
import { openSuite, type Suite } from '../support/suite';
import { until } from '../support/until';

const RECEIVERS = 50;
const HANGING = 5;
const EVENTS = 20;
/** What a busy machine may add, beside twice the time without the hanging ones. */
const ROOM_MILLISECONDS = 500;

interface Subscriber {
  readonly webhookId: string;
  readonly receiver: Receiver;
}

describe(`${RECEIVERS} receivers, ${HANGING} of which hang`, () => {
  let suite: Suite;
  let api: Client;
  let boss: Person;
  const subscribers: Subscriber[] = [];
  const healthy = () => subscribers.slice(HANGING);

  beforeAll(async () => {
    suite = await openSuite({ WEBHOOK_ALLOW_PRIVATE: 'true', WEBHOOK_MAX_PER_USER: '100' });
    [{ api }] = await Promise.all([suite.start('api'), suite.start('worker')]);
    boss = await administrator(api, suite);
    for (let index = 0; index < RECEIVERS; index += 1) {
      const receiver = await startReceiver();
      const reply = await api.post('/webhooks', { url: receiver.url, events: ['user.logout'] }, { token: boss.token });
      subscribers.push({ receiver, webhookId: expectStatus(reply, 201).body.data.id as string });
    }
  }, 120_000);
  afterAll(async () => {
    await suite?.end();
    await Promise.all(subscribers.map(({ receiver }) => receiver.close()));
  });

  /** From the answer of each request to its event at each healthy receiver, in milliseconds; the smallest first. */
  async function latencies(): Promise<number[]> {
    const times: number[] = [];
    for (let count = 0; count < EVENTS; count += 1) {
      const person = await register(api);
      expectStatus(await api.post('/auth/logout', {}, { token: person.token }), 200);
      const answered = performance.now();
      const arrivals = () => healthy().flatMap(({ receiver }) => receiver.received.find(({ json }) => json.data.userId === person.id)?.at ?? []);
      await until('the event at all healthy receivers', () => arrivals().length === RECEIVERS - HANGING, 30_000);
      times.push(...arrivals().map((at) => Math.max(at - answered, 0)));
    }
    return times.sort((a, b) => a - b);
  }

  const percentile = (sorted: readonly number[], share: number) => sorted[Math.ceil(sorted.length * share) - 1]!;

  it('reach the healthy ones as soon as without those five', async () => {
    const turn = async (isActive: boolean) => {
      for (const { webhookId } of subscribers.slice(0, HANGING)) {
        expectStatus(await api.patch(`/webhooks/${webhookId}`, { isActive }, { token: boss.token }), 200);
      }
    };
    await turn(false);
    // The first ones warm up connections and code.
    await latencies();
    const without = await latencies();
    for (const { receiver } of subscribers.slice(0, HANGING)) receiver.answer('hang');
    await turn(true);
    const beside = await latencies();
    const said = (sorted: readonly number[]) => `${Math.round(percentile(sorted, 0.5))} / ${Math.round(percentile(sorted, 0.95))} ms`;
    console.info(`Healthy receivers (p50 / p95): ${said(without)} without the hanging ones, ${said(beside)} beside them.`);
    expect(subscribers.slice(0, HANGING).every(({ receiver }) => receiver.received.length > 0)).toBe(true);
    for (const share of [0.5, 0.95]) expect(percentile(beside, share)).toBeLessThan(2 * percentile(without, share) + ROOM_MILLISECONDS);
  }, 240_000);
});
