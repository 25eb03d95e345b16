import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import argon2 from 'argon2';
import run from './hash.thread';

const lib = join(__dirname, '..');
const sources = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!\.spec)\.ts$/.test(name));
const IMPORT = /(?:from|import|require)\s*\(?\s*'([^']+)'/g;
const importsOf = (name: string) =>
  [...readFileSync(join(lib, name), 'utf8').matchAll(IMPORT)].map(([, what]) => what);

describe('the hashing thread', () => {
  it('imports Argon2 and nothing else, and is the only file that does', () => {
    expect(new Set(importsOf('src/hash.thread.ts'))).toEqual(new Set(['argon2']));
    expect(sources.filter((name) => importsOf(name).includes('argon2'))).toEqual(['src/hash.thread.ts']);
  });

  it('is the only thing that the threads run', () => {
    expect(sources.filter((name) => name.endsWith('.thread.ts'))).toEqual(['src/hash.thread.ts']);
    expect(sources.filter((name) => importsOf(name).includes('piscina'))).toEqual(['src/pool/hash-pool.ts']);
  });

  it('makes Argon2id strings with the cost that it is told, and tells what they took', async () => {
    const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
    const { result, took } = await run({ kind: 'hash', password: Buffer.from('pw'), cost });
    expect(result).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(took).toBeGreaterThan(0);
    const verified = await run({ kind: 'verify', password: Buffer.from('pw'), stored: String(result) });
    expect(verified.result).toBe(true);
  });

  it('has an engine that passes the test vector of RFC 9106 §5.3', async () => {
    const tag = await argon2.hash(Buffer.alloc(32, 1), {
      type: argon2.argon2id,
      memoryCost: 32,
      timeCost: 3,
      parallelism: 4,
      salt: Buffer.alloc(16, 2),
      secret: Buffer.alloc(8, 3),
      associatedData: Buffer.alloc(12, 4),
      raw: true,
    });
    expect(tag.toString('hex')).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
  });
});
