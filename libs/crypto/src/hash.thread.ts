/** What a hashing thread is asked: hash a password, compare one with its hash, or hash many texts with one salt. */
export type HashTask =
  | { readonly kind: 'hash'; readonly password: Uint8Array; readonly cost: HashCost }
  | { readonly kind: 'verify'; readonly password: Uint8Array; readonly stored: string }
  | { readonly kind: 'hash-many'; readonly texts: readonly Uint8Array[]; readonly salt: Uint8Array; readonly cost: HashCost };

/** By the kind of the task: a PHC string, whether it matches, or 32 bytes for each text. */
export interface HashResults {
  readonly hash: string;
  readonly verify: boolean;
  readonly 'hash-many': Uint8Array[];
}

/** Argon2id's parameters (RFC 9106 §3.1): memory in KiB, passes, lanes. */
export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

export interface HashDone<Result = HashResults[HashTask['kind']]> {
  readonly result: Result;
  /** Milliseconds that the thread computed. */
  readonly took: number;
}

/**
 * Runs in the pool's threads, and nothing but Argon2 does. The engine is loaded with the first task, so that a machine
 * where it cannot be loaded fails that task with the reason instead of ending the thread.
 */
export default async function run(task: HashTask): Promise<HashDone> {
  const argon2 = await import('argon2');
  const started = performance.now();
  const result = await resultOf(task, argon2);
  return { result, took: performance.now() - started };
}

async function resultOf(task: HashTask, argon2: typeof import('argon2')): Promise<HashDone['result']> {
  if (task.kind === 'verify') return argon2.verify(task.stored, Buffer.from(task.password));
  const options = { ...task.cost, type: argon2.argon2id };
  if (task.kind === 'hash') return argon2.hash(Buffer.from(task.password), options);
  const hashes: Uint8Array[] = [];
  // One after the other: at once they would take as much memory as there are texts.
  for (const text of task.texts) hashes.push(await argon2.hash(Buffer.from(text), { ...options, salt: Buffer.from(task.salt), raw: true }));
  return hashes;
}
