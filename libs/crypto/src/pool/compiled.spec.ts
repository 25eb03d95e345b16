import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformFileSync, type Options } from '@swc/core';
import { cryptoVariables } from '../test-crypto';

const root = join(__dirname, '../../../..');
const cache = join(root, 'node_modules/.cache');
const options: Options = {
  swcrc: false,
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
};

/** Hashes more than the threads can take at once, then ends in the way of the argument while they are in flight. */
const program = `
require('reflect-metadata');
const { Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { ConfigModule } = require('@countersign/config');
const { CryptoModule, PasswordHasher } = require('@countersign/crypto');
const { ObservabilityModule } = require('@countersign/observability');
class App {}
Module({ imports: [ConfigModule.forRoot(), ObservabilityModule, CryptoModule] })(App);
(async () => {
  const app = await NestFactory.createApplicationContext(App, { logger: ['error'] });
  const hasher = app.get(PasswordHasher);
  let done = 0;
  const count = (hash) => { done += hash.startsWith('$argon2id'); };
  const hashes = Array.from({ length: 4 }, () => hasher.hash('pw').then(count));
  await Promise.race([...hashes]);
  if (process.argv[2] === 'drain') await app.close();
  process.stdout.write('done ' + done, () => process.exit(0));
})();`;

jest.setTimeout(60_000);

describe('the compiled pool, in a process of its own', () => {
  let folder: string;
  beforeAll(() => {
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(join(cache, 'crypto-spec-'));
    const libs = ['kernel', 'config', 'observability', 'crypto'];
    for (const lib of libs) compile(lib, join(folder, 'node_modules/@countersign', lib));
    writeFileSync(join(folder, 'program.js'), program);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('ends in order with hashes in flight: all finish, exit code 0', async () => {
    await expect(run(folder, 'drain')).resolves.toEqual({ code: 0, signal: null, output: 'done 4' });
  });

  // Mostly it aborts; where no thread happens to be in the middle of a hash it only leaves them unfinished.
  it('would abort, or leave hashes unfinished, without the drain', async () => {
    const { code, output } = await run(folder, 'exit at once');
    expect({ code, output }).not.toEqual({ code: 0, output: 'done 4' });
  });
});

function compile(lib: string, into: string): void {
  const from = join(root, 'libs', lib);
  const names = readdirSync(from, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((one) => /(?<!\.spec)\.ts$/.test(one))) {
    const target = join(into, name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, transformFileSync(join(from, name), options).code);
  }
}

function run(cwd: string, end: string): Promise<{ code: number | null; signal: string | null; output: string }> {
  const slow = { ...cryptoVariables, ARGON2_TIME_COST: '6' };
  const env = { NODE_ENV: 'test', LOG_LEVEL: 'fatal', WORKER_MAX_THREADS: '2', ...slow };
  const child = spawn(process.execPath, ['program.js', end], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, output })));
}
