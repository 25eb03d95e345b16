import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@countersign/database/testing';
import { blocksOf, ROOT, wordOf } from '../support/readme';

const LIMIT_MILLISECONDS = 120_000;

describe('npm run demo', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await createTestDatabase()));
  afterAll(() => database.drop());

  it(
    'succeeds, and shows what README.md says that it shows',
    async () => {
      const { code, output } = await demo({ DATABASE_URL: database.url, REDIS_ENABLED: 'false' });
      expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
      const promised = blocksOf('README.md').find((block) => wordOf(block, 'output') === 'demo')!.text;
      const lines = new Set(output.split('\n').map((line) => line.trim()));
      for (const line of promised.split('\n').filter(Boolean)) expect([...lines]).toContain(line.trim());
    },
    LIMIT_MILLISECONDS,
  );
});

function demo(more: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const { PATH, HOME, TMPDIR } = process.env;
  const env = { PATH, HOME, TMPDIR, DATA_DIR: resolve(ROOT, '.data', `demo-spec-${process.pid}`), ...more };
  const child = spawn(process.execPath, [resolve(ROOT, 'scripts/demo.mjs')], { env, cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const timer = setTimeout(() => child.kill('SIGTERM'), LIMIT_MILLISECONDS - 5_000);
  return new Promise((done) => child.once('exit', (code) => (clearTimeout(timer), done({ code, output }))));
}
