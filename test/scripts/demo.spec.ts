import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@countersign/database/testing';
import { startOwnServers, type OwnServers } from '../support/servers';
import { blocksOf, wordOf } from '../support/readme';
import { ROOT, builtAlready, personalEnvironment, reachableFolder } from './support';

jest.setTimeout(180_000);

/** Where no Redis can be had, one that never answers must do no harm either. */
const NOWHERE = 'redis://127.0.0.1:1';

describe('npm run demo', () => {
  let database: TestDatabase;
  let servers: OwnServers<'redis'>;
  const empty = reachableFolder();
  beforeAll(async () => ([database, servers] = await Promise.all([createTestDatabase(), startOwnServers('redis')])));
  afterAll(async () => {
    rmSync(empty, { recursive: true });
    await Promise.all([database.drop(), servers.end()]);
  });

  it('shows what README.md says, also when the Redis that it was given is killed in the middle', async () => {
    const { redis } = servers.server;
    const env = personalEnvironment({ DATABASE_URL: database.url, REDIS_URL: redis?.url ?? NOWHERE, DATA_DIR: empty, ...builtAlready() });
    const child = spawn(process.execPath, [join(ROOT, 'scripts/demo.mjs')], { env, cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let killed: Promise<void> | undefined;
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('4. Log in elsewhere')) killed ??= redis?.stop('SIGKILL') ?? Promise.resolve();
    };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', take);
    const code = await new Promise((resolve) => child.once('close', resolve));
    await killed;
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    expect(killed).toBeDefined();
    expect(output).toContain(redis ? 'is used' : 'does not answer');
    const lines = output.split('\n').map((line) => line.trim());
    const promised = blocksOf('README.md').find((block) => wordOf(block, 'output') === 'demo')!.text;
    for (const line of promised.split('\n').filter(Boolean)) expect(lines).toContain(line.trim());
  });
});
