import Redis from 'ioredis';
import { IN_BODY, enrol, logInWithCode, somebody, type EnrolledPerson } from '../support/people';
import type { ServiceProcess } from '../support/processes';
import { startOwnServers, type OwnServer, type OwnServers } from '../support/servers';
import { openSuite, type Suite } from '../support/suite';
import { until } from '../support/until';
import { askForMails, outcomeOf, REDIS_FAULTS } from './support/deliveries';
import { health } from './support/health';
import { inboxOf } from './support/inbox';
import { timed } from './support/timed';

/** Where nothing listens: what is left to test where no Redis can be had. */
const NOWHERE = 'redis://127.0.0.1:1';
/** Two hops, event and mail, of at most 2 s each where only the relay brings them (relay.spec.ts), and room for a busy machine. */
const DELIVERY_MILLISECONDS = 8_000;
/** What a command waits for a hung Redis; after one such wait it is left alone for 5 s. */
const HUNG_MILLISECONDS = 200;
const OFTEN = 20;

let servers: OwnServers<'redis'>;
let redis: OwnServer | null;
let suite: Suite;
let api: ServiceProcess;
let worker: ServiceProcess;
const everybody: EnrolledPerson[] = [];

beforeAll(async () => {
  servers = await startOwnServers('redis');
  redis = servers.server.redis;
  if (!redis) console.warn(`Only the part without Redis is tested: ${servers.log.join('; ')}`);
  suite = await openSuite({ FRONTEND_URL: 'https://app.example.com', REDIS_ENABLED: 'true', REDIS_URL: redis?.url ?? NOWHERE });
  [api, worker] = await Promise.all([suite.start('api'), suite.start('worker')]);
}, 90_000);
afterAll(async () => {
  await suite?.end();
  await servers?.end();
}, 60_000);

/** The main job on one process, and the notice of it. @returns who did it */
async function expectWork(on: ServiceProcess): Promise<EnrolledPerson> {
  const person = await enrol(on.api);
  everybody.push(person);
  const enrolledAt = Date.now();
  const { refreshToken } = await logInWithCode(on.api, person);
  const refreshed = await on.api.post('/auth/refresh', { refreshToken });
  expect(refreshed.status).toBe(200);
  const { accessToken } = refreshed.body.data as { accessToken: string };
  expect((await on.api.get('/auth/me', { token: accessToken })).status).toBe(200);
  expect((await on.api.post('/auth/revoke-sessions', {}, { token: accessToken })).status).toBe(200);
  expect((await on.api.get('/auth/me', { token: accessToken })).status).toBe(401);
  const left = DELIVERY_MILLISECONDS - (Date.now() - enrolledAt);
  await until('the notice', async () => (await inboxOf(on, person.email)).some(({ subject }) => /two-factor/i.test(subject ?? '')), Math.max(left, 1_000));
  return person;
}

async function expectDegraded(): Promise<void> {
  for (const one of [api, worker]) {
    await until('redis to be told as away', async () => (await health(one)).body.services.redis === 'disconnected', 5_000);
    expect(await health(one)).toMatchObject({ status: 200, body: { status: 'degraded', checks: { redis: { status: 'down' } } } });
    expect((await health(one, 'ready')).status).toBe(200);
  }
}

/** Redis is used again: the services say so, and BullMQ brings messages sooner than the relay would. */
async function expectRecovery(): Promise<void> {
  for (const one of [api, worker]) await until('redis to be back', async () => (await health(one)).body.services.redis === 'connected', 5_000);
  await expectWork(api);
}

/** Whatever the answer, each request is counted for its address. */
async function askOften(token: string): Promise<void> {
  for (let count = 0; count < OFTEN; count += 1) await api.api.get('/auth/me', { token });
}

/** The registrations that one address may make, asked until one is refused. */
async function registrationsUntilRefused(on: ServiceProcess, most: number): Promise<number> {
  for (let count = 0; count <= most; count += 1) {
    const { status } = await on.api.post('/auth/register', somebody(), IN_BODY);
    if (status === 429) return count;
    expect(status).toBe(201);
  }
  return most + 1;
}

describe('without Redis', () => {
  beforeAll(() => redis?.stop('SIGKILL'));

  it('everything works, is ready and says that it is degraded', async () => {
    await expectDegraded();
    await expectWork(api);
  }, 30_000);

  it('an api starts and works, and counts addresses in memory', async () => {
    const late = await suite.start('api', { REGISTER_RATE_LIMIT_MAX: '2' });
    await expectWork(late);
    // One was made by the main job.
    expect(await registrationsUntilRefused(late, 2)).toBe(1);
  }, 30_000);

  it('a worker starts and delivers', async () => {
    await worker.stop();
    worker = await suite.start('worker');
    await expectWork(api);
  }, 30_000);
});

describe('with Redis in trouble', () => {
  // Without a Redis the part above has said so, and this one has nothing to break.
  const where = (fault: (own: OwnServer) => Promise<void>) => async () => {
    if (redis) await fault(redis);
  };

  it('it is taken up when it comes back, by processes that started without it too', where(async (own) => {
    await own.start();
    await expectRecovery();
    expect((await health(api)).body.status).toBe('healthy');
  }), 30_000);

  it('it hangs: requests do not wait for it one by one, and everything works', where(async (own) => {
    const { token } = everybody.at(-1)!;
    const usual = (await timed(() => askOften(token))).milliseconds;
    await own.freeze();
    try {
      expect((await timed(() => askOften(token))).milliseconds).toBeLessThan(2 * usual + OFTEN * HUNG_MILLISECONDS * 0.5);
      await expectDegraded();
      await expectWork(api);
    } finally {
      await own.thaw();
    }
    await expectRecovery();
  }), 30_000);

  it('it is flushed in the middle of work: nothing is lost', where(async (own) => {
    const client = new Redis(own.url);
    let isOver = false;
    const flushing = (async () => {
      while (!isOver) await client.flushall();
    })();
    await Promise.all([expectWork(api), expectWork(api), expectWork(api)]).finally(() => (isOver = true));
    await flushing;
    client.disconnect();
    await expectRecovery();
  }), 30_000);

  it('it is out of memory: everything works', where(async (own) => {
    const client = new Redis(own.url);
    await client.config('SET', 'maxmemory', '1');
    await expectWork(api).finally(() => client.config('SET', 'maxmemory', '0'));
    client.disconnect();
    await expectRecovery();
  }), 30_000);

  it('all of that befalls it under a hundred deliveries a second: none is lost, and none is sent twice', where(async (own) => {
    const { addresses, refused } = await askForMails(suite, api, 2, async () => {
      for (const befall of Object.values(REDIS_FAULTS)) await befall(own);
    });
    // A busy machine takes longer than a limit for some answers: what was not acknowledged is owed to nobody.
    expect(refused).toBeLessThan(50);
    expect(await outcomeOf(suite, addresses)).toEqual({ states: { sent: addresses.length }, dead: 0 });
  }), 90_000);

  it('it is killed and started in the middle of work: nothing is lost', where(async (own) => {
    const working = Promise.all([expectWork(api), expectWork(api)]);
    await own.stop('SIGKILL');
    await own.start();
    await working;
    await expectRecovery();
  }), 30_000);
});

describe('at the end', () => {
  it('nothing was lost and nothing was sent twice', async () => {
    await until('the outbox to be empty', async () => (await suite.query('select 1 from outbox')).length === 0);
    const sent = await suite.query<{ subject_user: string; count: number }>(
      'select user_id as subject_user, count(*)::int as count from messages group by user_id',
    );
    const sentTo = (id: string) => sent.find(({ subject_user }) => subject_user === id)?.count ?? 0;
    for (const { id, email } of everybody) {
      const mails = await inboxOf(api, email);
      const kinds = mails.map(({ subject }) => subject);
      expect([email, kinds.filter((kind) => /two-factor/i.test(kind ?? '')).length]).toEqual([email, 1]);
      expect(new Set(kinds).size).toBe(kinds.length);
      expect(mails.length).toBe(sentTo(id));
    }
  });
});
