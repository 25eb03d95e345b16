import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { isProblem } from '@countersign/kernel';
import { Waits, withWaits } from '@countersign/observability';
import { recordingLogger } from '@countersign/observability/testing';
import type { CryptoSettings } from '../crypto.settings';
import type { HashTask } from '../hash.thread';
import { testCryptoSettings } from '../test-crypto';
import { HashPool } from './hash-pool';

const taskFor = (pool: HashPool): HashTask => ({ kind: 'hash', password: Buffer.from('pw'), cost: pool.cost });

/** Of each thread of this process, as proc(5) says it. */
function niceLevels(): number[] {
  if (!existsSync('/proc/self/task')) return [];
  const texts = readdirSync('/proc/self/task').map((thread) => readFileSync(`/proc/self/task/${thread}/stat`, 'utf8'));
  return texts.map((text) => Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[16]));
}

jest.setTimeout(30_000);

describe('HashPool', () => {
  let pool: HashPool;
  const open = (variables: Record<string, string> = {}) => {
    pool = new HashPool(testCryptoSettings(variables), recordingLogger().logger);
    return pool;
  };
  afterEach(() => pool.onApplicationShutdown());

  it('refuses at once whoever would wait longer than the longest wait, and serves those whom it admitted', async () => {
    open({ WORKER_MAX_THREADS: '1', HASH_MAX_WAIT_MS: '100' });
    await pool.onApplicationBootstrap();
    const hashes: Promise<unknown>[] = [];
    const refusals: unknown[] = [];
    for (let round = 0; round < 200; round += 1) {
      try {
        hashes.push(pool.run(taskFor(pool), pool.admit()));
      } catch (error) {
        refusals.push(error);
      }
    }
    expect(hashes.length).toBeGreaterThan(0);
    expect(refusals.length).toBeGreaterThan(100);
    for (const refusal of refusals) {
      if (!isProblem(refusal, 'service_unavailable')) throw refusal;
      expect(refusal.retryAfterSeconds).toBeGreaterThanOrEqual(1);
      expect(refusal.extras).toEqual({ retryAfter: refusal.retryAfterSeconds });
    }
    await expect(Promise.all(hashes)).resolves.toHaveLength(hashes.length);
    expect(pool.load).toEqual({ taken: 0, expectedWaitMs: 0, isWorking: true });
  });

  it('refuses when the queue is full', async () => {
    open({ WORKER_MAX_THREADS: '1', WORKER_MAX_QUEUE: '1' });
    const places = [pool.admit(), pool.admit()];
    expect(() => pool.admit()).toThrow(expect.objectContaining({ code: 'service_unavailable' }));
    await expect(pool.run(taskFor(pool))).rejects.toMatchObject({ code: 'service_unavailable', status: 503 });
    await expect(Promise.all(places.map((place) => pool.run(taskFor(pool), place)))).resolves.toHaveLength(2);
    for (const place of places) place.release();
    expect(pool.load.taken).toBe(0);
  });

  it('lets its thread alone give way to others, where the system has a priority of threads', async () => {
    open({ WORKER_MAX_THREADS: '1', WORKER_NICE: '7', ARGON2_ENGINE: 'node-rs' });
    const own = getPriority(process.pid);
    await pool.run(taskFor(pool));
    const levels = niceLevels();
    expect(levels.filter((level) => level === own + 7)).toHaveLength(process.platform === 'linux' ? 1 : 0);
    expect(getPriority(process.pid)).toBe(own);
  });

  it('serves in the order of asking', async () => {
    open({ WORKER_MAX_THREADS: '1' });
    const order: number[] = [];
    const tasks = Array.from({ length: 8 }, (_, at) => pool.run(taskFor(pool)).then(() => order.push(at)));
    await Promise.all(tasks);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('gives the place back and answers 503 when Argon2 refuses the task', async () => {
    open();
    const impossible: HashTask = { ...taskFor(pool), cost: { memoryCost: 1, timeCost: 1, parallelism: 8 } } as HashTask;
    const failure = { code: 'service_unavailable', reason: 'a hashing thread failed' };
    await expect(pool.run(impossible)).rejects.toMatchObject(failure);
    expect(pool.load.isWorking).toBe(false);
    expect(pool.load.taken).toBe(0);
    await expect(pool.run(taskFor(pool))).resolves.toMatch(/^\$argon2id/);
  });

  it('finishes what it accepted and refuses the rest at shutdown', async () => {
    open({ WORKER_MAX_THREADS: '1' });
    const admitted = pool.admit();
    const accepted = Array.from({ length: 3 }, () => pool.run(taskFor(pool)));
    const closed = pool.onApplicationShutdown();
    expect(() => pool.admit()).toThrow(expect.objectContaining({ reason: 'the hashing pool is shutting down' }));
    await expect(pool.run(taskFor(pool), admitted)).rejects.toMatchObject({ code: 'service_unavailable' });
    await closed;
    await expect(Promise.all(accepted)).resolves.toHaveLength(3);
  });

  it('measures by the hash: a task of twenty does not make the next one look slow', async () => {
    open({ WORKER_MAX_THREADS: '1' });
    const texts = Array.from({ length: 20 }, (_, at) => Buffer.from(`code ${at}`));
    const started = performance.now();
    await pool.run({ kind: 'hash-many', texts, salt: Buffer.alloc(16, 'salt'), cost: pool.cost });
    const took = performance.now() - started;
    pool.admit();
    expect(pool.load.expectedWaitMs).toBeLessThan(took / 4);
  });

  it('warns of a slow hash with its parts, which are the request’s too', async () => {
    const { logger, lines } = recordingLogger('warn', { SLOW_OPERATION_MS: '1' });
    pool = new HashPool(testCryptoSettings(), logger);
    const waits = new Waits();
    await withWaits(waits, () => pool.run(taskFor(pool)));
    const number = expect.any(Number);
    expect(lines).toEqual([expect.objectContaining({ msg: 'slow hash', kind: 'hash', ms: number, hashMs: number, waitedMs: number })]);
    expect(waits.parts()).toEqual({ hashWait: { ms: number, count: 1 }, hash: { ms: number, count: 1 } });
  });

  it('does not start below the floor, even with settings made by hand', () => {
    open();
    for (const weak of [{ ARGON2_MEMORY_COST: 19_455 }, { ARGON2_TIME_COST: 1 }]) {
      const settings = { ...testCryptoSettings(), ...weak } as CryptoSettings;
      const start = () => new HashPool(settings, recordingLogger().logger);
      expect(start).toThrow('ARGON2_MEMORY_COST must be at least 19456 (KiB)');
    }
  });
});
