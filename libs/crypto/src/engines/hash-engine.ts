/** Argon2id's parameters (RFC 9106 §3.1): memory in KiB, passes, lanes. */
export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** A package that computes Argon2id, version 19. Both packages write the same PHC strings and read each other's. */
export interface HashEngine {
  readonly name: EngineName;
  /** A PHC string with a new salt of 16 bytes. */
  hash(password: Uint8Array, cost: HashCost): Promise<string>;
  verify(stored: string, password: Uint8Array): Promise<boolean>;
  /** The 32 bytes alone, with a salt that the caller has. */
  hashRaw(text: Uint8Array, salt: Uint8Array, cost: HashCost): Promise<Uint8Array>;
}

export const EngineName = { all: ['node-rs', 'argon2'] as const };
export type EngineName = (typeof EngineName.all)[number];

/** `auto`: the faster one that loads here. */
export type EngineChoice = EngineName | 'auto';
