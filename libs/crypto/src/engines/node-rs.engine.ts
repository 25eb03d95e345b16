import { timingSafeEqual } from 'node:crypto';
import type { HashCost, HashEngine } from './hash-engine';

/** Argon2id and version 19 in the numbers of the package, whose enumerations exist for its compiler alone. */
const ARGON2ID_V19 = { algorithm: 2, version: 1 } as const;
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/**
 * The implementation in Rust, which uses AVX2 where the processor has it: half the time and less. Its package is optional,
 * since it is built beforehand for some platforms only. The calling thread computes, as it has nothing else to do.
 */
export async function nodeRsEngine(): Promise<HashEngine> {
  const { hashRawSync, hashSync } = await import('@node-rs/argon2');
  return {
    name: 'node-rs',
    hash: async (password, cost) => hashSync(password, { ...cost, ...ARGON2ID_V19 }),
    // Its own `verify` refuses passwords that are no UTF-8, which what a pepper has been applied to is not.
    async verify(stored, password) {
      const parts = partsOf(stored);
      if (!parts) return false;
      const { cost, salt, hash } = parts;
      return timingSafeEqual(hashRawSync(password, { ...cost, ...ARGON2ID_V19, salt, outputLen: hash.length }), hash);
    },
    hashRaw: async (text, salt, cost) => hashRawSync(text, { ...cost, ...ARGON2ID_V19, salt }),
  };
}

/** Null for what is no PHC string of Argon2id, version 19. */
function partsOf(stored: string): { cost: HashCost; salt: Buffer; hash: Buffer } | null {
  const [, memoryCost, timeCost, parallelism, salt, hash] = PHC.exec(stored) ?? [];
  if (salt === undefined || hash === undefined) return null;
  const cost = { memoryCost: Number(memoryCost), timeCost: Number(timeCost), parallelism: Number(parallelism) };
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}
