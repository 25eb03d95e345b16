import { readFileSync, rmSync, statSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { builtAlready, isAlive, reachableFolder, shell, until } from './support';

jest.setTimeout(180_000);

/** `npm run up` as a person types it, with a data folder of its own and without fetching a Redis. */
describe('npm run up', () => {
  const parent = reachableFolder();
  const folder = join(parent, 'data');
  // The settings of `cp .env.example .env`.
  const env = { DATA_DIR: folder, REDIS_ENABLED: 'false', NODE_ENV: 'production', ENV_FILE: '.env.example' };

  afterAll(async () => {
    await shell('npm run -s down', env);
    rmSync(parent, { recursive: true, force: true });
  });

  it('returns in a pipe when all is ready, and names the places', async () => {
    const { output } = await shell('npm run -s up 3>&1 | cat', env);
    expect(output).toContain('Countersign runs.');
    expect(output).toContain(folder);
    expect(output).toMatch(/development secrets stand in for the placeholders in (\w+, )+\w+/);
    const api = /API {7}(http:\/\/127\.0\.0\.1:\d+)\/api/.exec(output)![1];
    expect((await fetch(`${api}/health/ready`)).status).toBe(200);
  });

  it('keeps the secrets to their owner', () => {
    expect(statSync(join(folder, 'secrets.env')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'stack.json')).mode & 0o777).toBe(0o600);
  });

  it('says that it runs when it is called again, and where', async () => {
    const { code, output } = await shell('npm run -s up', env);
    expect(code).toBe(0);
    expect(output).toContain('Countersign runs already.');
    expect(output).toMatch(/API {7}http:\/\/127\.0\.0\.1:\d+\/api\n/);
    expect(output).toContain(`Logs      ${join(folder, 'logs')}`);
  });

  it('leaves npm run dev one sentence beside it', async () => {
    const { code, output } = await shell('npm run -s dev', env);
    expect({ code, output: output.trim() }).toEqual({ code: 1, output: `A stack runs in ${folder} already: \`npm run down\` ends it.` });
  });

  it('ends all when its supervisor is killed', async () => {
    const { pid } = JSON.parse(readFileSync(join(folder, 'stack.json'), 'utf8')) as { pid: number };
    const postgres = Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    expect(await until(() => !isAlive(postgres), 40_000)).toBe(true);
  });

  it('starts again on the same data, and stops with nothing left but them', async () => {
    const up = await shell('npm run -s up', { ...env, ...builtAlready() });
    expect(up.output).toContain('Countersign runs.');
    const { pid } = JSON.parse(readFileSync(join(folder, 'stack.json'), 'utf8')) as { pid: number };
    await expect(shell('npm run -s down', env)).resolves.toMatchObject({ code: 0 });
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(join(folder, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('refuses data of another major version of PostgreSQL in one sentence', async () => {
    const file = join(folder, 'postgres', 'PG_VERSION');
    const mine = readFileSync(file);
    await shell(`echo 13 > ${file}`);
    const { code, output } = await shell('npm run -s up', env);
    await shell(`printf '${mine.toString().trim()}\\n' > ${file}`);
    expect(code).toBe(1);
    expect(output).toContain('was made by PostgreSQL 13');
  });

  it('refuses a PORT that is taken, in one sentence', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((ready) => other.once('listening', ready));
    const { port } = other.address() as AddressInfo;
    const { code, output } = await shell('npm run -s up', { ...env, PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(output.trim()).toBe(`PORT ${port} is taken by another program: end that one, or set PORT to a free port.`);
  });

  it('removes its data when it is asked to', async () => {
    await expect(shell('npm run -s down -- --purge', env)).resolves.toMatchObject({ code: 0 });
    expect(existsSync(folder)).toBe(false);
  });
});
