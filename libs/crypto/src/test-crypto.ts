import { settingsFor } from '@countersign/config/testing';
import type { Logger } from '@countersign/observability';
import { recordingLogger } from '@countersign/observability/testing';
import { CodeHasher } from './codes/code-hasher';
import { CryptoSettings } from './crypto.settings';
import { PasswordHasher } from './passwords/password-hasher';
import { HashPool } from './pool/hash-pool';
import { Sealer } from './sealing/sealer';

type Variables = Readonly<Record<string, string>>;

/** Variables that a process under test needs of this lib: a key that is nobody's, and the cheapest hash allowed. */
export const cryptoVariables = {
  ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 'countersign test key').toString('base64')}` as string,
  ARGON2_MEMORY_COST: '19456',
  ARGON2_TIME_COST: '2',
} as const satisfies Variables;

export function testCryptoSettings(variables: Variables = {}): CryptoSettings {
  return settingsFor(CryptoSettings, { ...cryptoVariables, ...variables });
}

/** A hasher at the floor of the cost, with threads of its own. Call `close()` in `afterAll`. */
export function testHasher(
  variables: Variables = {},
  logger: Logger = recordingLogger().logger,
): PasswordHasher & { close(): Promise<void> } {
  const settings = testCryptoSettings(variables);
  const pool = new HashPool(settings, logger);
  return Object.assign(new PasswordHasher(pool, settings, logger), { close: () => pool.onApplicationShutdown() });
}

/** A hasher of codes with threads of its own. Call `close()` in `afterAll`. */
export function testCodeHasher(variables: Variables = {}): CodeHasher & { close(): Promise<void> } {
  const pool = new HashPool(testCryptoSettings(variables), recordingLogger().logger);
  return Object.assign(new CodeHasher(pool), { close: () => pool.onApplicationShutdown() });
}

export function testSealer(variables: Variables = {}): Sealer {
  return new Sealer(testCryptoSettings(variables));
}
