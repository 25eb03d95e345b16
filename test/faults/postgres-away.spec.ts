import type { Reply } from '../support/client';
import { metricsOf } from '../support/metrics';
import { logIn, register, signIn, type Person } from '../support/people';
import type { ServiceProcess } from '../support/processes';
import { startOwnServers, type OwnServer, type OwnServers } from '../support/servers';
import { openSuite, type Suite } from '../support/suite';
import { until } from '../support/until';
import { health } from './support/health';
import { allWorkSince, startLoad, type Load } from './support/load';
import { timed } from './support/timed';

const LOOPS = { me: 8, refresh: 6, login: 6 };
const KINDS = Object.keys(LOOPS);
/** The promise is 4 s. What the machine's other work costs is seen before the fault, and comes on top. */
const ANSWER_MILLISECONDS = 5_500;
const BACK_MILLISECONDS = 5_000;
const UNTROUBLED_MILLISECONDS = 30_000;

/** One person whose acknowledged sessions and refresh tokens are kept. */
class Visitor {
  readonly sessions = new Set<string>();
  private accessToken: string;
  private refreshToken: string;

  constructor(private readonly process: ServiceProcess, readonly person: Person) {
    [this.accessToken, this.refreshToken] = [person.token, person.refreshToken];
  }

  me(): Promise<Reply> {
    return this.process.api.get('/auth/me', { token: this.accessToken });
  }

  async refresh(): Promise<Reply> {
    const reply = await this.process.api.post('/auth/refresh', { refreshToken: this.refreshToken });
    if (reply.status === 200) this.refreshToken = reply.body.data.refreshToken;
    return reply;
  }

  async login(): Promise<Reply> {
    const reply = await logIn(this.process.api, this.person);
    if (reply.status === 200) this.sessions.add(sessionIn(reply.body.data.accessToken));
    return reply;
  }
}

const sessionIn = (accessToken: string) =>
  (JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()) as { sid: string }).sid;

describe('PostgreSQL away', () => {
  let servers: OwnServers<'postgres'>;
  let postgres: OwnServer;
  let suite: Suite;
  let api: ServiceProcess;
  let worker: ServiceProcess;
  beforeAll(async () => {
    servers = await startOwnServers('postgres');
    postgres = servers.server.postgres!;
    process.env.TEST_DATABASE_URL = postgres.url;
    const limits = { REFRESH_RATE_LIMIT_MAX: '100000', LOGIN_RATE_LIMIT_MAX: '100', LOGIN_ACCOUNT_RATE_LIMIT_MAX: '1000', SESSION_MAX_PER_USER: '1000' };
    suite = await openSuite(limits);
    [api, worker] = await Promise.all([suite.start('api'), suite.start('worker')]);
  }, 90_000);
  afterAll(async () => {
    await postgres?.thaw().catch(() => undefined);
    await suite?.end();
    await servers?.end();
  }, 60_000);

  const visitors = async () => {
    const of = (kind: string, count: number) =>
      Promise.all(Array.from({ length: count }, async () => ({ kind, visitor: new Visitor(api, await register(api.api)) })));
    return (await Promise.all(Object.entries(LOOPS).map(([kind, count]) => of(kind, count)))).flat();
  };
  const expectDocumented = ({ observed }: Load, usual: number) => {
    const strange = observed.filter(({ value, milliseconds }) => {
      if (milliseconds > ANSWER_MILLISECONDS + usual || !('headers' in value)) return true;
      if (value.status === 503) return value.body.code !== 'service_unavailable' || !Number(value.headers.get('retry-after'));
      return value.status !== 200;
    });
    expect(strange.map(({ kind, value, milliseconds }) => ({ kind, value, milliseconds }))).toEqual([]);
  };

  it.each(['SIGINT', 'SIGQUIT'] as const)('is restarted under load (%s): 503 meanwhile, nothing lost, and everything back', async (signal) => {
    const all = await visitors();
    const load = startLoad(all.map(({ kind, visitor }) => ({ kind, step: () => visitor[kind as keyof typeof LOOPS]() })));
    const beginning = performance.now();
    await until('every kind to work', () => allWorkSince(load, 0, KINDS), UNTROUBLED_MILLISECONDS);
    const usual = performance.now() - beginning;
    await postgres.stop(signal);
    const gone = performance.now();
    await until('every kind to be refused', () => KINDS.every((kind) => load.observed.some((one) => one.kind === kind && one.began > gone)));
    expect((await health(api, 'live')).status).toBe(200);
    await until('not ready', async () => (await health(api, 'ready')).status === 503, 3_000);
    const returns = performance.now();
    await postgres.start();
    const back = performance.now();
    await until('every kind to work again', () => allWorkSince(load, back, KINDS), BACK_MILLISECONDS + usual);
    for (const one of [api, worker]) await until('ready', async () => (await health(one, 'ready')).status === 200, BACK_MILLISECONDS);
    await load.stop();

    expectDocumented(load, usual);
    const accepted = load.observed.filter(({ began, milliseconds, value }) => began > gone && began + milliseconds < returns && value.status === 200);
    expect(accepted).toEqual([]);
    const acknowledged = all.flatMap(({ visitor }) => [...visitor.sessions]);
    const kept = await suite.query<{ id: string }>('select id from sessions where id = any($1::uuid[])', [acknowledged]);
    expect(kept).toHaveLength(acknowledged.length);
    // The token of the last acknowledged refresh is good, so that refresh was not lost.
    for (const { visitor } of all) expect((await visitor.refresh()).status).toBe(200);
  }, 60_000);

  it('hangs: 503 within seconds, alive and not ready, and goes on when it goes on', async () => {
    const person = await register(api.api);
    const { value: session, milliseconds: usual } = await timed(() => signIn(api.api, person));
    const { accessToken, refreshToken } = session;
    const ask = () => [
      () => api.api.get('/auth/me', { token: accessToken }),
      () => api.api.post('/auth/refresh', { refreshToken }),
      () => logIn(api.api, person),
    ];
    await postgres.freeze();
    // One round on connections that stood, one on new ones.
    for (const round of ['standing', 'new']) {
      const answers = await Promise.all(ask().map(timed));
      for (const { value, milliseconds } of answers) {
        expect([round, value.status, Number(value.headers.get('retry-after')) > 0]).toEqual([round, 503, true]);
        expect(milliseconds).toBeLessThan(ANSWER_MILLISECONDS + usual);
      }
      const live = await timed(() => health(api, 'live'));
      expect([live.value.status, live.milliseconds < 1_000 + usual]).toEqual([200, true]);
      expect((await health(api, 'ready')).status).toBe(503);
      expect((await health(worker, 'ready')).status).toBe(503);
      const { value: figures, milliseconds } = await timed(() => metricsOf(api));
      expect(milliseconds).toBeLessThan(1_500 + usual);
      expect(figures.value('countersign_metric_source_up{source="queue"}')).toBe(0);
      expect(figures.value('countersign_database_connections')).toBeGreaterThanOrEqual(0);
    }
    await postgres.thaw();
    await Promise.all(ask().map((call) => until('to work again', async () => (await call()).status === 200, BACK_MILLISECONDS + usual)));
    for (const one of [api, worker]) await until('ready', async () => (await health(one, 'ready')).status === 200, BACK_MILLISECONDS + usual);
  }, 60_000);
});
