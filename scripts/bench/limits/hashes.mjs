import os from 'node:os';
import { Piscina } from 'piscina';
import { closedLoop } from '../load.mjs';

/**
 * The hashes a second of the same threads with nothing else to do: what log-ins are held against.
 *
 * @param {{ build: string, cost: { memoryCost: number, timeCost: number, parallelism: number }, inFlight: number, seconds: number }} options
 */
export async function hashesPerSecond({ build, cost, inFlight, seconds }) {
  const maxThreads = Math.min(os.availableParallelism(), 3);
  const threads = new Piscina({ filename: `${build}/libs/crypto/src/hash.thread.js`, minThreads: maxThreads, maxThreads, concurrentTasksPerWorker: 1 });
  const ask = (task) => threads.run({ choice: 'auto', task });
  const password = Buffer.from('correct horse');
  const { result: stored, engine } = await ask({ kind: 'hash', password, cost });
  const { perSecond } = await closedLoop({ inFlight, seconds, once: () => ask({ kind: 'verify', password, stored }) });
  await threads.close();
  return { perSecond, engine };
}
