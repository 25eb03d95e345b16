import { randomBytes } from 'node:crypto';
import { Client as Postgres } from 'pg';
import { suiteEnvironment } from '../support/environment';
import { enrol, logInWithCode } from '../support/people';
import { runCommand, startProcess, type ServiceProcess } from '../support/processes';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';
import { health } from './support/health';

const admin = () => new Postgres({ connectionString: process.env.TEST_DATABASE_URL });

async function asAdmin(text: string): Promise<void> {
  const client = admin();
  await client.connect();
  await client.query(text).finally(() => client.end());
}

describe('a start without PostgreSQL', () => {
  const names: string[] = [];
  const processes: ServiceProcess[] = [];
  let proxy: TcpProxy;
  beforeAll(async () => {
    const { hostname, port } = new URL(process.env.TEST_DATABASE_URL!);
    proxy = await startTcpProxy({ hostname, port: Number(port || 5432) });
  });
  afterAll(async () => {
    await Promise.all(processes.map((one) => one.kill()));
    await proxy?.stop();
    for (const name of names) await asAdmin(`drop database if exists ${name} with (force)`);
  });

  /** The address of a new database without a table, through the proxy. */
  const emptyDatabase = async (): Promise<string> => {
    const name = `test_${randomBytes(8).toString('hex')}`;
    await asAdmin(`create database ${name}`);
    names.push(name);
    return proxy.before(Object.assign(new URL(process.env.TEST_DATABASE_URL!), { pathname: `/${name}` }).toString());
  };
  const start = async (kind: 'api' | 'worker', environment: Record<string, string>) => {
    const started = await startProcess(kind, environment, { isReady: false });
    processes.push(started);
    return started;
  };
  const startBoth = (environment: Record<string, string>) => Promise.all([start('api', environment), start('worker', environment)]);

  it('is alive, not ready and says why, until PostgreSQL and its tables are there', async () => {
    const environment = { ...suiteEnvironment(await emptyDatabase()), JWT_ACCESS_ALGORITHM: 'ES256' };
    proxy.set('closed');
    const both = await startBoth(environment);
    const keySet = () => fetch(`${both[0].url}/.well-known/jwks.json`);
    const unread = await keySet();
    expect([unread.status, unread.headers.get('cache-control')]).toEqual([503, 'no-store']);
    for (const one of both) {
      expect((await health(one, 'live')).status).toBe(200);
      const ready = await health(one, 'ready');
      expect(ready.status).toBe(503);
      expect(ready.body).toMatchObject({ status: 'unhealthy', checks: { database: { status: 'down', reason: expect.any(String) } } });
      expect(Number(ready.retryAfter)).toBeGreaterThanOrEqual(1);
    }
    const login = await both[0].api.post('/auth/login', { emailOrUsername: 'a@example.com', password: 'Correct-Horse-7' });
    expect([login.status, login.body.code]).toEqual([503, 'service_unavailable']);
    expect(Number(login.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);

    proxy.set('open');
    const reasonOf = async (one: ServiceProcess) => (await health(one, 'ready')).body.checks?.database?.reason as string | undefined;
    for (const one of both) await until('the reason to be the migrations', async () => /migrat|schema/i.test((await reasonOf(one)) ?? ''));
    expect((await both[0].api.get('/auth/me', { token: 'x' })).status).toBe(401);

    expect(await runCommand('libs/database/src/cli/migrate.js', ['run'], environment)).toMatchObject({ code: 0 });
    for (const one of both) await until('ready', async () => (await health(one, 'ready')).status === 200, 5_000);
    await logInWithCode(both[0].api, await enrol(both[0].api));
    expect(await (await keySet()).json()).toMatchObject({ keys: [{ alg: 'ES256' }, { alg: 'ES256' }] });
    await Promise.all(both.map((one) => one.stop()));
  }, 60_000);

  it('migrates by itself where it is told to, as soon as PostgreSQL is there', async () => {
    const environment = { ...suiteEnvironment(await emptyDatabase()), MIGRATE_ON_START: 'true' };
    proxy.set('closed');
    const both = await startBoth(environment);
    for (const one of both) expect((await health(one, 'ready')).status).toBe(503);
    proxy.set('open');
    for (const one of both) await until('ready', async () => (await health(one, 'ready')).status === 200);
    await logInWithCode(both[0].api, await enrol(both[0].api));
    await Promise.all(both.map((one) => one.stop()));
  }, 60_000);
});
