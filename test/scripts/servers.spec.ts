import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, evaluate, isAlive, personalEnvironment, reachableFolder, until } from './support';

jest.setTimeout(60_000);

/** A script that opens servers and waits; it prints its data folder. */
const PROGRAM = `
  const { startServers } = await import(${JSON.stringify(join(ROOT, 'scripts/lib/stack.mjs'))});
  const { dataDir } = await startServers({ purpose: 'spec', env: { REDIS_ENABLED: 'false' }, log: () => {} });
  console.log(dataDir);
  setInterval(() => {}, 1000);`;

describe('servers of a script', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)('end with it by %s, and their folder goes', async (signal) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], { cwd: ROOT, env: personalEnvironment() });
    const folder = await new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())));
    const postgres = Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    child.kill(signal);
    expect(await until(() => !isAlive(postgres) && !existsSync(folder))).toBe(true);
  });

  it('say in one sentence why DATABASE_URL does not serve, without its password', () => {
    const url = 'postgres://me:hush@127.0.0.1:9/x';
    const attempt = `m.checkGivenDatabase('${url}').catch(({ message }) => message)`;
    const words = '(127.0.0.1:9/x) takes no connection (ECONNREFUSED): correct it, start that server, or unset it, and a PostgreSQL comes by itself.';
    expect(evaluate('lib/stack/wishes.mjs', attempt, { DATABASE_URL: url })).toBe(`DATABASE_URL ${words}`);
    expect(evaluate('lib/stack/wishes.mjs', attempt, { ENV_FILE: 'my.env' })).toBe(`DATABASE_URL in my.env ${words}`);
  });

  it('are not looked for when the given database does not serve', () => {
    const env = "{ DATABASE_URL: 'postgres://me:hush@127.0.0.1:9/x' }";
    const attempt = `(async () => {
      const lines = [];
      const end = await m.startServers({ purpose: 'spec', env: ${env}, log: (line) => lines.push(line) }).catch(({ name }) => name);
      return { end, lines };
    })()`;
    expect(evaluate('lib/stack.mjs', attempt)).toEqual({ end: 'Fault', lines: [] });
  });
});

describe('fetching a Redis', () => {
  const folder = reachableFolder();
  afterAll(() => rmSync(folder, { recursive: true }));

  it('ends with the command that wanted it, and leaves nothing', () => {
    const [programs, cache] = [join(folder, 'bin'), join(folder, 'cache')];
    [programs, cache].forEach((name) => mkdirSync(name));
    writeFileSync(join(programs, 'apt-get'), '#!/bin/sh\nsleep 60\n', { mode: 0o755 });
    const crew = JSON.stringify(join(ROOT, 'scripts/lib/process/crew.mjs'));
    const attempt = `(async () => {
      const crew = new (await import(${crew})).Crew();
      setTimeout(() => crew.close(), 500);
      return m.unpackRedis(${JSON.stringify(join(cache, 'redis'))}, crew, () => {});
    })()`;
    const began = performance.now();
    const reason = evaluate('lib/servers/redis-packages.mjs', attempt, { PATH: `${programs}:${process.env.PATH}` });
    expect(reason).toMatch(/^apt-get failed/);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(readdirSync(cache)).toEqual([]);
  });
});
