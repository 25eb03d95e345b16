/** What a hashing thread is asked: make a hash of a password, or compare a password with one. */
export type HashTask =
  | { readonly kind: 'hash'; readonly password: Uint8Array; readonly cost: HashCost }
  | { readonly kind: 'verify'; readonly password: Uint8Array; readonly stored: string };

/** Argon2id's parameters (RFC 9106 §3.1): memory in KiB, passes, lanes. */
export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

export interface HashDone {
  /** A PHC string for 'hash', whether it matches for 'verify'. */
  readonly result: string | boolean;
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
  const password = Buffer.from(task.password);
  const result =
    task.kind === 'hash'
      ? await argon2.hash(password, { ...task.cost, type: argon2.argon2id })
      : await argon2.verify(task.stored, password);
  return { result, took: performance.now() - started };
}
