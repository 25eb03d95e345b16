import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, evaluate, isAlive, personalEnvironment, until } from './support';

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
    const attempt = `m.checkGivenDatabase('postgres://me:hush@127.0.0.1:9/x').catch(({ message }) => message)`;
    const message = evaluate('lib/stack/wishes.mjs', attempt);
    expect(message).toBe('DATABASE_URL (127.0.0.1:9/x) takes no connection (ECONNREFUSED): correct it, start that server, or unset it.');
  });
});
