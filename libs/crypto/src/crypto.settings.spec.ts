import { settingsFor } from '@countersign/config/testing';
import { randomBytes } from 'node:crypto';
import { CryptoSettings } from './crypto.settings';

const key = () => randomBytes(32).toString('base64');
const given = (variables: Record<string, string>, mode: 'production' | 'test' = 'production') =>
  settingsFor(CryptoSettings, { ENCRYPTION_KEYS: `k1:${key()}`, ...variables }, mode);

describe('CryptoSettings', () => {
  it('hashes with 64 MiB and two passes in production, at the floor elsewhere', () => {
    expect({ ...given({}) }).toMatchObject({ ARGON2_MEMORY_COST: 65_536, ARGON2_TIME_COST: 2, ARGON2_PARALLELISM: 1 });
    expect({ ...given({}, 'test') }).toMatchObject({ ARGON2_MEMORY_COST: 19_456, ARGON2_TIME_COST: 2 });
    const queue = { WORKER_MAX_QUEUE: 2000, HASH_MAX_WAIT_MS: 10_000, WORKER_MAX_THREADS: null };
    expect({ ...given({}) }).toMatchObject(queue);
  });

  it.each([
    [{ ARGON2_MEMORY_COST: '19455' }, 'ARGON2_MEMORY_COST'],
    [{ ARGON2_TIME_COST: '1' }, 'ARGON2_TIME_COST'],
    [{ ARGON2_PARALLELISM: '0' }, 'ARGON2_PARALLELISM'],
    [{ WORKER_MIN_THREADS: '3', WORKER_MAX_THREADS: '2' }, 'WORKER_MIN_THREADS is greater than WORKER_MAX_THREADS'],
  ])('refuses %o', (variables, words) => {
    expect(() => given(variables as Record<string, string>)).toThrow(words);
  });

  it('wants keys', () => {
    expect(() => settingsFor(CryptoSettings, {})).toThrow('ENCRYPTION_KEYS is missing. Run "npm run secrets"');
    expect(() => given({ ENCRYPTION_KEYS: ' , ' })).toThrow('ENCRYPTION_KEYS holds no key');
  });

  it.each([
    ['no kid', key(), 'must be a list of kid:base64'],
    ['a kid that would break the sealed form', `k.1:${key()}`, 'must be a list of kid:base64'],
    ['16 bytes', `k1:${randomBytes(16).toString('base64')}`, 'must hold 32 bytes in base64'],
    ['no base64', `k1:${'!'.repeat(44)}`, 'must hold 32 bytes in base64'],
    ['one kid twice', `k1:${key()},k1:${key()}`, 'names a kid twice'],
    ['a phrase', `k1:${Buffer.alloc(32, '0123456789abcdef').toString('base64')}`, 'holds a key that is not random'],
  ])('refuses keys with %s, by name and never by value', (_case, keys, words) => {
    const fault = messageOf(() => given({ ENCRYPTION_KEYS: keys }));
    expect(fault).toContain(`ENCRYPTION_KEYS ${words}`);
    expect(fault).not.toContain(keys.split(':').at(-1)!);
  });

  it.each(['test', 'production'] as const)('says of a placeholder just that, once (%s)', (mode) => {
    const placeholder = 'change-me-by-npm-run-secrets';
    const fault = messageOf(() => given({ ENCRYPTION_KEYS: placeholder, PASSWORD_PEPPERS: placeholder }, mode));
    const said = (name: string) => `${name} is a placeholder. Run "npm run secrets" for new ones.`;
    expect(fault).toBe(`${said('ENCRYPTION_KEYS')}\n${said('PASSWORD_PEPPERS')}`);
  });

  it('refuses one key under two kids, and a pepper that is an encryption key', () => {
    const same = key();
    expect(() => given({ ENCRYPTION_KEYS: `a:${same},b:${same}` })).toThrow('holds one key under two kids');
    const crossed = { ENCRYPTION_KEYS: `a:${same}`, PASSWORD_PEPPERS: `p:${same}` };
    expect(() => given(crossed)).toThrow('ENCRYPTION_KEYS and PASSWORD_PEPPERS hold the same key');
  });

  it('lets tests use keys that are not random', () => {
    expect(() => given({ ENCRYPTION_KEYS: `k:${Buffer.alloc(32).toString('base64')}` }, 'test')).not.toThrow();
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
