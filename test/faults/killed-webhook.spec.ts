import { randomBytes } from 'node:crypto';
import { startReceiver, type Receiver } from '@countersign/webhooks/testing';
import { enrol, register } from '../support/people';
import { openSuite, type Suite } from '../support/suite';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const url = process.env.TEST_REDIS_URL;

describe('kill -9 of a worker in the middle of a delivery, while Redis is away', () => {
  let suite: Suite;
  let receiver: Receiver;
  let redis: TcpProxy | undefined;
  afterAll(async () => {
    await suite?.end();
    await Promise.all([receiver?.close(), redis?.stop()]);
  });

  it('every event of an acknowledged change arrives, at least once and with one id', async () => {
    redis = url ? await startTcpProxy({ hostname: new URL(url).hostname, port: Number(new URL(url).port) }) : undefined;
    const withRedis = redis && { REDIS_ENABLED: 'true', REDIS_URL: redis.before(url!), REDIS_PREFIX: `faults-${randomBytes(6).toString('hex')}` };
    suite = await openSuite({ ...withRedis, WEBHOOK_ALLOW_PRIVATE: 'true', WEBHOOK_RETRY_SECONDS: '1,1,1,1,1' });
    receiver = await startReceiver();
    const [{ api }, victim, heir] = await Promise.all([suite.start('api'), suite.start('worker'), suite.start('worker')]);
    const boss = await register(api);
    await suite.query(`update users set role = 'admin' where id = $1`, [boss.id]);
    await api.post('/webhooks', { url: receiver.url, events: ['*'] }, { token: boss.token });
    heir.signal('SIGSTOP');
    receiver.answer('hang');
    const people = [await enrol(api)];
    await until('a delivery under way', () => receiver.received.length > 0);
    redis?.set('closed');
    people.push(await enrol(api));
    await victim.kill();
    receiver.answer(204);
    heir.signal('SIGCONT');
    people.push(await enrol(api));
    redis?.set('open');
    people.push(await enrol(api));
    const ids = people.map(({ id }) => id);
    const recorded = await suite.query<{ id: string }>('select id from audit_log where user_id = any($1::uuid[])', [ids]);
    expect(recorded.length).toBeGreaterThanOrEqual(4 * people.length);
    const arrived = () => new Set(receiver.received.map(({ headers }) => headers['webhook-id']));
    await until('all events', () => recorded.every(({ id }) => arrived().has(id)), 40_000);
    const delivered = `select 1 from webhook_deliveries where state <> 'delivered'`;
    await until('the end of every delivery', async () => (await suite.query(delivered)).length === 0, 40_000);
    for (const { headers, json } of receiver.received) expect(json.id).toBe(headers['webhook-id']);
    const [cut] = receiver.received;
    expect(receiver.received.filter(({ headers }) => headers['webhook-id'] === cut!.headers['webhook-id']).length).toBeGreaterThan(1);
  }, 120_000);
});
