import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import run from './hash.thread';

const lib = join(__dirname, '..');
const sources = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!\.spec)\.ts$/.test(name));
const IMPORT = /(?:from|import|require)\s*\(?\s*'([^']+)'/g;
const importsOf = (name: string) =>
  [...readFileSync(join(lib, name), 'utf8').matchAll(IMPORT)].map(([, what]) => what);

const ENGINES = ['@node-rs/argon2', 'argon2'];

describe('the hashing thread', () => {
  it('imports the engines of Argon2 and nothing else, and they are the only files that import one', () => {
    const inThread = sources.filter((name) => name.startsWith('src/engines/') || name === 'src/hash.thread.ts');
    const packages = inThread.flatMap(importsOf).filter((what) => !/^(\.|node:)/.test(what!));
    expect(new Set(packages)).toEqual(new Set(ENGINES));
    const importers = sources.filter((name) => importsOf(name).some((what) => ENGINES.includes(what!)));
    expect(importers.sort()).toEqual(['src/engines/argon2.engine.ts', 'src/engines/node-rs.engine.ts']);
  });

  it('is the only thing that the threads run', () => {
    expect(sources.filter((name) => name.endsWith('.thread.ts'))).toEqual(['src/hash.thread.ts']);
    expect(sources.filter((name) => importsOf(name).includes('piscina'))).toEqual(['src/pool/hash-pool.ts']);
  });

  it('makes Argon2id strings with the cost that it is told, and tells what they took', async () => {
    const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
    const made = await run({ task: { kind: 'hash', password: Buffer.from('pw'), cost }, choice: 'argon2' });
    expect(made).toMatchObject({ engine: 'argon2', result: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/) });
    expect(made.took).toBeGreaterThan(0);
    const verified = await run({ task: { kind: 'verify', password: Buffer.from('pw'), stored: String(made.result) }, choice: 'auto' });
    expect(verified.result).toBe(true);
  });
});
