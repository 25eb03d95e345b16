import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Client } from 'pg';
import { composeConfigs, composeServices, imageContent } from '../architecture/support/containers';
import { freePort } from '../support/free-port';
import { blocksOf, wordOf } from '../support/readme';
import { ROOT, builtAlready, personalEnvironment, reachableFolder, shell, until, type Outcome } from './support';

jest.setTimeout(180_000);

/** The user of the Dockerfile, where root may become him and he can reach this clone; else whoever runs the tests. */
const NUMBER = 10001;

/** An empty database and its owner, made as PostgreSQL's container makes them. */
async function emptyDatabase(): Promise<{ address: URL; asOwner(sql: string): Promise<void>; drop(): Promise<void> }> {
  const name = `own_servers_${randomBytes(4).toString('hex')}`;
  const admin = new Client({ connectionString: process.env.TEST_DATABASE_URL });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const statements = composeConfigs().owner!.content.replace(/^\\.*\n/gm, '').replaceAll('countersign', name).replaceAll('twofa_db', name);
  await admin.query(statements.replace(`:'password'`, `'${name}'`));
  const address = new URL(process.env.TEST_DATABASE_URL!);
  Object.assign(address, { username: name, password: name, pathname: `/${name}` });
  return {
    address,
    asOwner: async (sql) => void (await admin.query(sql.replaceAll('$role', name))),
    drop: async () => {
      await admin.query(`drop database ${name} with (force)`);
      await admin.query(`drop role ${name}`);
      await admin.end();
    },
  };
}

interface Started {
  output(): string;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  stop(): Promise<number | null>;
}

function start(command: string, args: readonly string[], options: { cwd: string; env: Record<string, string | undefined>; uid?: number; gid?: number }): Started {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { output: () => text, ended, stop: () => (child.kill('SIGTERM'), ended) };
}

const isReady = (url: string) => fetch(`${url}/health/ready`).then(({ ok }) => ok, () => false);

describe('on servers of one’s own', () => {
  const folder = reachableFolder();
  const [clone, image] = [join(folder, 'clone'), join(folder, 'image')];
  let database: Awaited<ReturnType<typeof emptyDatabase>>;

  beforeAll(async () => {
    database = await emptyDatabase();
    [clone, image].forEach((place) => mkdirSync(place));
    const sources = ['apps', 'libs', 'migrations', 'scripts', 'package.json', 'package-lock.json', '.npmrc', '.env.production.example', 'LICENSE', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];
    for (const name of sources) cpSync(join(ROOT, name), join(clone, name), { recursive: true, preserveTimestamps: true });
    for (const place of [clone, image]) symlinkSync(join(ROOT, 'node_modules'), join(place, 'node_modules'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  it('npm install has nothing to say against the lock', async () => {
    // Dry and offline: what is to be installed stands already, or this test would not run.
    const { code, output } = await shell('npm install --dry-run --offline');
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('up to date') });
  });

  it('the commands of README.md build, migrate and start', async () => {
    const said = blocksOf('README.md').find((block) => wordOf(block, 'run') === 'own-servers')!.text.trim();
    const [before = '', settings = '', commands = ''] = said.split('\n').filter((line) => !line.startsWith('#'));
    const env = { npm_config_loglevel: 'error' };
    const [install, build] = before.split(' && ');
    expect([install, commands.split(' && ').at(-1)]).toEqual(['npm install', 'npm start']);
    expect(await shell(`cd ${clone} && ${build} && ${settings}`, env)).toMatchObject({ code: 0 });
    const ports = { PORT: '0', WORKER_PORT: '0', METRICS_PORT: '0', WORKER_METRICS_PORT: '0' };
    const lines = Object.entries({ DATABASE_URL: database.address.href, REDIS_ENABLED: 'false', ...ports }).map(([name, value]) => `${name}=${value}`);
    writeFileSync(join(clone, '.env'), `\n${lines.join('\n')}\n`, { flag: 'a' });
    const mine = readFileSync(join(clone, '.env'), 'utf8');
    await shell(`cd ${clone} && ${settings}`, env);
    expect(readFileSync(join(clone, '.env'), 'utf8')).toBe(mine);
    const prepared = await shell(`cd ${clone} && ${commands.replace(/ && npm start$/, '')}`, { ...env, ...builtAlready(join(clone, 'dist')) });
    expect(prepared).toMatchObject({ code: 0, output: expect.stringContaining('The schema is up to date') });

    const api = start('npm', ['start'], { cwd: clone, env: personalEnvironment(env) });
    const url = () => /"url":"([^"]+)"/.exec(api.output())?.[1];
    expect(await until(async () => url() !== undefined && (await isReady(url()!)), 60_000)).toBe(true);
    await api.stop();
    expect(await until(async () => !(await isReady(url()!)))).toBe(true);
  });

  it('the image holds all that its processes read, for a user who is a number and has no home', async () => {
    // By the COPY lines of the Dockerfile; node_modules are linked, since dependency-cruiser watches what products import.
    for (const name of imageContent().filter((one) => one !== 'node_modules')) cpSync(join(clone, name), join(image, name), { recursive: true });
    const secrets = join(folder, 'secrets');
    const folders = [secrets, `${secrets}-of-postgres`, `${secrets}-of-redis`];
    const asNumber = { uid: NUMBER, gid: NUMBER };
    const { code: reach } = await run(['-e', `require('pg')`], {}, asNumber);
    const user = process.getuid?.() === 0 && reach === 0 ? asNumber : {};
    for (const one of folders) {
      mkdirSync(one);
      if ('uid' in user) chownSync(one, NUMBER, NUMBER);
    }
    chmodSync(secrets, 0o750);

    const { init, migrate, backend, worker } = composeServices();
    const at = (text: string) => text.replace('/secrets', secrets);
    const address = new URL(database.address.href);
    address.password = '';
    const settings = Object.entries({ ...backend!.environment, REDIS_ENABLED: 'false' }).map(([name, value]) => [name, at(value)]);
    const ports = { PORT: String(await freePort()), WORKER_PORT: String(await freePort()), METRICS_PORT: '0', WORKER_METRICS_PORT: '0' };
    const env = { ...(Object.fromEntries(settings) as Record<string, string>), ...ports };
    const inImage = (command: readonly string[], more: Record<string, string>) => run(command.slice(1).map(at), more, user);

    const addresses = { DATABASE_ADDRESS: address.href, REDIS_ADDRESS: init!.environment!.REDIS_ADDRESS! };

    const made = await inImage(init!.command!, { ...addresses, JWT_ACCESS_SECRET: 'given'.repeat(20) });
    expect(made).toMatchObject({ code: 0, output: expect.stringContaining('JWT_ACCESS_SECRET taken over\n') });
    const kept = await inImage(init!.command!, addresses);
    expect(kept.output.replaceAll(' kept', '').trim().split('\n').every((line) => /^\w+$/.test(line))).toBe(true);
    expect(statSync(join(secrets, 'ENCRYPTION_KEYS')).mode & 0o777).toBe(0o440);
    const ring = readFileSync(join(secrets, 'ENCRYPTION_KEYS'), 'utf8').trim();
    const other = `k2:${randomBytes(32).toString('base64')}`;
    const lost = await inImage(init!.command!, { ...addresses, ENCRYPTION_KEYS: other });
    expect(lost).toMatchObject({ code: 1, output: expect.stringContaining('ENCRYPTION_KEYS of the environment lacks a key') });
    expect(readFileSync(join(secrets, 'ENCRYPTION_KEYS'), 'utf8').trim()).toBe(ring);
    const longer = await inImage(init!.command!, { ...addresses, ENCRYPTION_KEYS: `${other},${ring}` });
    expect(longer).toMatchObject({ code: 0, output: expect.stringContaining('ENCRYPTION_KEYS taken over\n') });
    const [, ofPostgres, ofRedis] = folders.map((one) => (name: string) => readFileSync(join(one, name), 'utf8').trim());
    expect(ofRedis!('redis.conf')).toMatch(new RegExp(`^protected-mode no\nuser default reset on nopass \\+ping\nuser countersign reset on >${ofRedis!('REDIS_PASSWORD')} ~\\* &\\* \\+@all$`));
    expect(existsSync(join(secrets, 'POSTGRES_PASSWORD'))).toBe(false);
    await database.asOwner(`alter role $role password '${ofPostgres!('DATABASE_PASSWORD')}'`);

    expect(await inImage(migrate!.command!, env)).toEqual({ code: 0, output: expect.stringContaining('The schema is up to date') });
    // Somebody else's program at that port says nothing about this container.
    const stranger = createServer((_request, response) => response.end()).listen(Number(ports.PORT), '127.0.0.1');
    const unhealthy = await inImage(['node', 'scripts/health.mjs'], env).finally(() => stranger.close());
    expect(unhealthy).toMatchObject({ code: 1, output: expect.stringContaining('neither the api nor the worker') });
    for (const { command } of [backend!, worker!]) {
      const started = start(process.execPath, command!.slice(1), { cwd: image, env, ...user });
      const isHealthy = async () => /is listening/.test(started.output()) && (await inImage(['node', 'scripts/health.mjs'], env)).code === 0;
      const outcome = { isHealthy: await until(isHealthy, 60_000), code: await started.stop() };
      expect({ ...outcome, said: outcome.code === 0 ? '' : started.output() }).toEqual({ isHealthy: true, code: 0, said: '' });
    }
    expect(existsSync(join(image, '.data'))).toBe(false);
  });

  /** Node in the image with nothing in the environment but what is given. */
  async function run(args: readonly string[], env: Record<string, string>, user: { uid?: number; gid?: number }): Promise<Outcome> {
    const { ended, output } = start(process.execPath, args, { cwd: image, env: { HOME: '/', ...env }, ...user });
    return { code: await ended, output: output() };
  }
});
