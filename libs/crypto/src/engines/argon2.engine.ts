import type { HashEngine } from './hash-engine';

/** The reference implementation in C, which computes on libuv's threads: it works wherever Node does. */
export async function argon2Engine(): Promise<HashEngine> {
  const { argon2id, hash, verify } = await import('argon2');
  return {
    name: 'argon2',
    hash: (password, cost) => hash(Buffer.from(password), { ...cost, type: argon2id }),
    verify: (stored, password) => verify(stored, Buffer.from(password)),
    hashRaw: (text, salt, cost) => hash(Buffer.from(text), { ...cost, type: argon2id, salt: Buffer.from(salt), raw: true }),
  };
}
