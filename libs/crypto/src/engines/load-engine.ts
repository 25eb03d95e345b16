import { argon2Engine } from './argon2.engine';
import type { EngineChoice, HashEngine } from './hash-engine';
import { nodeRsEngine } from './node-rs.engine';

/** @throws what the package threw when it is the chosen one, or the last one, and does not load here. */
export async function loadEngine(choice: EngineChoice, fast = nodeRsEngine, sure = argon2Engine): Promise<HashEngine> {
  if (choice === 'argon2') return sure();
  if (choice === 'node-rs') return fast();
  return fast().catch(() => sure());
}
