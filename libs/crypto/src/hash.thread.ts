import { getPriority, setPriority } from 'node:os';
import type { EngineChoice, EngineName, HashCost, HashEngine } from './engines/hash-engine';
import { loadEngine } from './engines/load-engine';

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

export interface HashJob {
  readonly task: HashTask;
  readonly choice: EngineChoice;
  /** By how many levels the thread gives way to others of the machine. */
  readonly nice?: number;
}

export interface HashDone<Result = HashResults[HashTask['kind']]> {
  readonly result: Result;
  readonly engine: EngineName;
  /** Milliseconds that the thread computed. */
  readonly took: number;
}

/** Levels at which this thread is. */
let giving = 0;

const engines = new Map<EngineChoice, Promise<HashEngine>>();

/**
 * Runs in the pool's threads, and nothing but Argon2 does. The engine is loaded with the first task, so that a machine
 * where it cannot be loaded fails that task with the reason instead of ending the thread.
 */
export default async function run({ task, choice, nice = 0 }: HashJob): Promise<HashDone> {
  const engine = await engineOf(choice);
  // The other one computes on threads of libuv, which files and DNS use too.
  if (engine.name === 'node-rs' && nice !== giving) giveWay(nice);
  const started = performance.now();
  const result = await resultOf(task, engine);
  return { result, engine: engine.name, took: performance.now() - started };
}

/** Linux alone has a priority of each thread: elsewhere the whole process would give way. */
function giveWay(levels: number): void {
  giving = levels;
  if (process.platform !== 'linux') return;
  try {
    setPriority(Math.min(19, getPriority() + levels));
  } catch {
    // A container may forbid it: then the threads compute as before.
  }
}

function engineOf(choice: EngineChoice): Promise<HashEngine> {
  const loaded = engines.get(choice) ?? loadEngine(choice);
  engines.set(choice, loaded);
  return loaded;
}

async function resultOf(task: HashTask, engine: HashEngine): Promise<HashDone['result']> {
  if (task.kind === 'verify') return engine.verify(task.stored, task.password);
  if (task.kind === 'hash') return engine.hash(task.password, task.cost);
  const hashes: Uint8Array[] = [];
  // One after the other: at once they would take as much memory as there are texts.
  for (const text of task.texts) hashes.push(await engine.hashRaw(text, task.salt, task.cost));
  return hashes;
}
