import { Secret } from '@countersign/kernel';
import { ChoiceSetting, isPlaceholder, SecretSetting, Settings, WholeSetting, type CrossCheck, type Mode } from '@countersign/config';
import { EngineName, type EngineChoice } from './engines/hash-engine';
import { KeyRing, keyRingFaults } from './key-ring';

/** OWASP Password Storage Cheat Sheet, Argon2id: at least 19 MiB with two passes. */
export const ARGON2_FLOOR = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const REMEDY = 'Run "npm run secrets" for new ones.';

@Settings('crypto')
export class CryptoSettings implements CrossCheck {
  @SecretSetting({
    why:
      'Keys for secrets at rest, as kid:base64 of 32 bytes, separated by commas. ' +
      'The first seals, all open: keep old ones until nothing carries their kid.',
    isRandom: true,
  })
  readonly ENCRYPTION_KEYS: Secret;

  @SecretSetting({
    why:
      'Peppers for passwords, as kid:base64 of 32 to 64 bytes, separated by commas. The first is used for new hashes, ' +
      'and a log-in moves old ones to it. Unset: none. A lost pepper makes its passwords unusable.',
    default: null,
    isRandom: true,
  })
  readonly PASSWORD_PEPPERS: Secret | null;

  @WholeSetting({
    why: 'Memory of one Argon2id hash. Less than 19 MiB is refused (OWASP); tests and development use just that.',
    unit: 'KiB',
    min: ARGON2_FLOOR.memoryCost,
    max: 1_048_576,
    default: (mode) => (mode === 'production' ? 65_536 : ARGON2_FLOOR.memoryCost),
  })
  readonly ARGON2_MEMORY_COST: number;

  @WholeSetting({
    why: 'Passes of one Argon2id hash. Less than 2 is refused (OWASP).',
    unit: 'passes',
    min: ARGON2_FLOOR.timeCost,
    max: 16,
    default: 2,
  })
  readonly ARGON2_TIME_COST: number;

  @WholeSetting({
    why: 'Lanes of one Argon2id hash. More only pay off when cores are idle.',
    unit: 'lanes',
    min: ARGON2_FLOOR.parallelism,
    max: 16,
    default: 1,
  })
  readonly ARGON2_PARALLELISM: number;

  @ChoiceSetting({
    why:
      'The package that computes Argon2id: "node-rs" takes half the time or less, "argon2" works everywhere; their hashes are ' +
      'the same. auto: node-rs where it loads.',
    choices: ['auto', ...EngineName.all],
    default: 'auto',
  })
  readonly ARGON2_ENGINE: EngineChoice;

  @WholeSetting({
    why: 'Hashing threads that stay alive when nothing is to do.',
    unit: 'threads',
    min: 0,
    max: 64,
    default: 1,
  })
  readonly WORKER_MIN_THREADS: number;

  @WholeSetting({
    why:
      'Most hashing threads. Unset: the cores granted to the process, at most 3. ' +
      'More slow down files and DNS where argon2 computes, on the 4 threads of libuv.',
    unit: 'threads',
    min: 1,
    max: 64,
    default: null,
  })
  readonly WORKER_MAX_THREADS: number | null;

  @WholeSetting({
    why:
      'By how many levels the hashing threads give way to the thread that answers requests and to PostgreSQL beside it (nice(7)). ' +
      'Linux alone has a priority of threads; 0 switches it off.',
    unit: 'levels',
    min: 0,
    max: 19,
    default: 5,
  })
  readonly WORKER_NICE: number;

  @WholeSetting({
    why: 'Most passwords that wait for a hashing thread.',
    unit: 'passwords',
    min: 1,
    max: 100_000,
    default: 2000,
  })
  readonly WORKER_MAX_QUEUE: number;

  @WholeSetting({
    why: 'Longest wait for a hashing thread; a log-in that would wait longer is answered 503 at once.',
    unit: 'milliseconds',
    min: 100,
    max: 60_000,
    default: 10_000,
  })
  readonly HASH_MAX_WAIT_MS: number;

  faults(mode: Mode): string[] {
    const random = mode === 'production';
    const keys = this.ENCRYPTION_KEYS.reveal();
    const peppers = this.PASSWORD_PEPPERS?.reveal() ?? '';
    const inKeys = ringFaults(keys, { minBytes: 32, maxBytes: 32, random });
    if (inKeys.length === 0 && !KeyRing.of(keys).active) inKeys.push('holds no key');
    const inPeppers = ringFaults(peppers, { minBytes: 32, maxBytes: 64, random });
    const faults: string[] = [];
    if (inKeys.length > 0) faults.push(`ENCRYPTION_KEYS ${inKeys.join(', and ')}. ${REMEDY}`);
    if (inPeppers.length > 0) faults.push(`PASSWORD_PEPPERS ${inPeppers.join(', and ')}. ${REMEDY}`);
    if (shareKey(keys, peppers)) faults.push(`ENCRYPTION_KEYS and PASSWORD_PEPPERS hold the same key. ${REMEDY}`);
    return [...faults, ...this.threadFaults()];
  }

  private threadFaults(): string[] {
    const isCrossed = this.WORKER_MAX_THREADS !== null && this.WORKER_MIN_THREADS > this.WORKER_MAX_THREADS;
    return isCrossed ? ['WORKER_MIN_THREADS is greater than WORKER_MAX_THREADS.'] : [];
  }
}

/** A placeholder has no form either, but only the first of these sentences helps. */
function ringFaults(text: string, rules: Parameters<typeof keyRingFaults>[1]): string[] {
  return isPlaceholder(text) ? ['is a placeholder'] : keyRingFaults(text, rules);
}

function shareKey(one: string, other: string): boolean {
  const keysIn = (text: string) => text.split(',').flatMap((item) => item.trim().split(':')[1] || []);
  const first = new Set(keysIn(one));
  return keysIn(other).some((key) => first.has(key));
}
