import { startReceiver, type Receiver } from '@countersign/webhooks/testing';
import { startExampleApp, type ExampleApp } from '../support/example-app';
import { administrator, makeKey, withKey } from '../support/keys';
import { freePort } from '../support/free-port';
import { expectStatus } from '../support/people';
import { startOwnServers, type OwnServers } from '../support/servers';
import { openSuite, type Suite } from '../support/suite';
import { totp } from '../support/totp';
import { until } from '../support/until';
import { openFrontDoor, type FrontDoor } from './support/front-door';

const EVENTS_LIMIT_MILLISECONDS = 60_000;
/** What the application is told of as done, in this order. */
const ACKNOWLEDGED = ['user.registered', '2fa.enabled', '2fa.method_added', '2fa.verified', 'device.trusted', 'device.verified'];

describe('an application beside two api processes and two workers, while Redis dies and comes back and a worker is killed', () => {
  let servers: OwnServers<'redis'>;
  let suite: Suite;
  let door: FrontDoor;
  let receiver: Receiver;
  let app: ExampleApp;
  const names: string[] = [];
  afterAll(async () => {
    await app?.stop();
    await Promise.all([suite?.end(), door?.close(), receiver?.close()]);
    await servers?.end();
  }, 60_000);

  /** One of the application's users enrols, is asked, answers, and comes back with a trusted device. */
  async function enrolledUser(): Promise<string> {
    const name = `user ${names.length}`;
    names.push(name);
    const own = { name, password: 'a secret of ours' };
    const { session } = await app.call('POST /signup', own);
    const { secret = '' } = await app.call('POST /two-factor/setup', {}, session);
    expect(await app.call('POST /two-factor/confirm', { code: totp(secret) }, session)).toMatchObject({ status: 200 });
    const { challengeId } = await app.call('POST /login', own);
    const signedIn = await app.call('POST /login/code', { challengeId, code: totp(secret, 1), trustDevice: true });
    expect(signedIn).toMatchObject({ status: 200, session: expect.any(String) });
    expect(await app.call('POST /login', { ...own, deviceToken: signedIn.deviceToken })).toMatchObject({ status: 200, deviceToken: expect.any(String) });
    return signedIn.session!;
  }

  it('every acknowledged change is in the trail, and told of at least once with one id', async () => {
    servers = await startOwnServers('redis');
    const { redis } = servers.server;
    const withRedis: Record<string, string> = redis ? { REDIS_ENABLED: 'true', REDIS_URL: redis.url } : {};
    suite = await openSuite({ ...withRedis, WEBHOOK_ALLOW_PRIVATE: 'true', WEBHOOK_RETRY_SECONDS: '1,1,1,1,1,1,1,1' });
    receiver = await startReceiver();
    const [one, two, victim, heir] = await Promise.all([suite.start('api'), suite.start('api'), suite.start('worker'), suite.start('worker')]);
    door = await openFrontDoor([one.url, two.url]);
    const admin = await administrator(one.api, suite);
    const { apiKey } = await makeKey(one.api, admin.token, { scopes: ['user:write', '2fa:read', '2fa:write', '2fa:verify'] });
    const port = await freePort();
    const subscribe = async (url: string) => expectStatus(await one.api.post('/webhooks', { url, events: ['*'] }, { token: admin.token }), 201).body.data.secret as string;
    await subscribe(receiver.url);
    const secret = await subscribe(`http://127.0.0.1:${port}/hooks`);
    app = await startExampleApp({
      ...{ COUNTERSIGN_URL: `${door.url}/api`, COUNTERSIGN_API_KEY: apiKey },
      ...{ COUNTERSIGN_WEBHOOK_SECRET: secret, PORT: String(port) },
    });

    heir.signal('SIGSTOP');
    receiver.answer('hang');
    const before = receiver.received.length;
    const first = await enrolledUser();
    await until('a delivery under way', () => receiver.received.length > before);
    await redis?.stop('SIGKILL');
    await enrolledUser();
    await victim.kill();
    receiver.answer(204);
    heir.signal('SIGCONT');
    await enrolledUser();
    await redis?.start();
    await suite.start('worker');
    await enrolledUser();

    // Somebody else removes a second factor; the application hears of it and asks no code any more.
    const [{ id, method }] = (await suite.query(
      `select u.id, m.id as method from users u join two_factor_methods m on m.user_id = u.id where u.external_id is not null order by u.created_at limit 1`,
    )) as [{ id: string; method: string }];
    expectStatus(await two.api.delete(`/2fa/methods/${method}?userId=${id}`, withKey(apiKey)), 200);
    await until('the application to hear of it', async () => (await app.call('GET /me', undefined, first)).hasTwoFactors === false, EVENTS_LIMIT_MILLISECONDS);

    const recorded = await suite.query<{ id: string; type: string; user_id: string }>(
      'select a.id, a.type, a.user_id from audit_log a join users u on u.id = a.user_id where u.external_id is not null order by a.id',
    );
    const users = [...new Set(recorded.map((event) => event.user_id))];
    const trails = users.map((user) => recorded.filter((event) => event.user_id === user).map(({ type }) => type));
    expect(trails).toEqual(names.map((_, index) => [...ACKNOWLEDGED, ...(index === 0 ? ['2fa.method_removed', '2fa.disabled'] : [])]));
    const arrived = () => new Set(receiver.received.map(({ headers }) => headers['webhook-id']));
    await until('all events', () => recorded.every((event) => arrived().has(event.id)), EVENTS_LIMIT_MILLISECONDS);
    const open = `select 1 from webhook_deliveries where state <> 'delivered'`;
    await until('the end of every delivery', async () => (await suite.query(open)).length === 0, EVENTS_LIMIT_MILLISECONDS);

    const texts = new Map<unknown, string>();
    for (const { headers, json, body } of receiver.received) {
      expect(json.id).toBe(headers['webhook-id']);
      expect(texts.get(json.id) ?? body).toBe(body);
      texts.set(json.id, body);
    }
    // The delivery that was cut off came again.
    const cut = receiver.received[before]!.headers['webhook-id'];
    expect(receiver.received.filter(({ headers }) => headers['webhook-id'] === cut).length).toBeGreaterThan(1);
  }, 180_000);
});
