import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { isProblem, problems, StartupFault } from '@countersign/kernel';
import { ARGON2_FLOOR, CryptoSettings } from '../crypto.settings';
import type { HashCost, HashDone, HashTask } from '../hash.thread';
import { Admissions, type Admission } from './admissions';
import { coresGranted } from './cores-granted';
import { threadSource } from './thread-source';
import { within } from './within';

/** Argon2 computes on the 4 threads of libuv, which files and DNS need too: one stays theirs. */
const MOST_THREADS_UNASKED = 3;
const IDLE_TIMEOUT_MS = 60_000;
/** Milliseconds that Argon2id takes for one KiB and one pass, roughly; the first real hash replaces the guess. */
const ASSUMED_MS_PER_KIB_AND_PASS = 0.0007;
/** Room for the hash itself and for a thread that has yet to start, beyond the longest wait. */
const GRACE_MS = 10_000;

/** The hashing threads: one task each, a bounded queue before them, and an orderly end. */
@Injectable()
export class HashPool implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly cost: HashCost;
  readonly maxThreads: number;
  private readonly admissions: Admissions;
  private readonly running = new Set<Promise<unknown>>();
  private readonly logger = new Logger('crypto');
  private threads: Piscina | null = null;
  private isClosed = false;

  constructor(private readonly settings: CryptoSettings) {
    this.cost = costIn(settings);
    this.maxThreads = maxThreadsFor(settings);
    this.admissions = new Admissions({
      threads: this.maxThreads,
      maxQueue: settings.WORKER_MAX_QUEUE,
      maxWaitMs: settings.HASH_MAX_WAIT_MS,
      assumedMs: this.cost.memoryCost * this.cost.timeCost * ASSUMED_MS_PER_KIB_AND_PASS,
    });
  }

  admit(): Admission {
    return this.admissions.admit();
  }

  /** Places taken, waiting and running, and the milliseconds that one more would wait. */
  get load(): { taken: number; expectedWaitMs: number } {
    return { taken: this.admissions.taken, expectedWaitMs: this.admissions.expectedWaitMs };
  }

  /**
   * Runs one task in its turn and gives the place back.
   *
   * @throws service_unavailable when no thread could do it.
   */
  async run(task: HashTask, admission?: Admission): Promise<HashDone['result']> {
    const giveBack = this.admissions.takeOver(admission);
    try {
      if (this.isClosed) throw problems.service_unavailable({}, { reason: 'the hashing pool is closed' });
      const { result, took } = await within(this.settings.HASH_MAX_WAIT_MS + GRACE_MS, this.start(task));
      this.admissions.measured(took);
      return result;
    } catch (cause) {
      throw isProblem(cause) ? cause : problems.service_unavailable({}, { reason: 'a hashing thread failed', cause });
    } finally {
      giveBack();
    }
  }

  /**
   * Makes and times a first hash, so that a process that says it is ready can hash. It is awaited (a fraction of a second)
   * because an exit for another reason, such as a taken port, would abort in the middle of it.
   *
   * @throws StartupFault when Argon2 does not work here.
   */
  async onApplicationBootstrap(): Promise<void> {
    const { memoryCost, timeCost, parallelism } = this.cost;
    this.logger.log(`Argon2id with ${memoryCost} KiB, t=${timeCost}, p=${parallelism} on at most ${this.maxThreads} threads`);
    const probe: HashTask = { kind: 'hash', password: Buffer.from('warm-up'), cost: this.cost };
    await this.run(probe).catch((error: Error) => {
      const reason = String(error.cause ?? error.message);
      throw new StartupFault(`Passwords cannot be hashed here. Run "npm ci" to install argon2 anew. The reason: ${reason}`);
    });
  }

  /**
   * Refuses new tasks, waits for all that were accepted, and only then ends the threads: ending one with a hash in flight
   * aborts the whole process (Napi::Error), and Piscina's own `close()` does not wait for its queue.
   */
  async onApplicationShutdown(): Promise<void> {
    this.admissions.close();
    this.isClosed = true;
    const drained = Promise.allSettled([...this.running]);
    await within(this.settings.HASH_MAX_WAIT_MS + GRACE_MS, drained).catch(() => {
      this.logger.error('Hashing threads did not finish in time and are ended.');
    });
    await this.threads?.destroy();
    this.threads = null;
  }

  private start(task: HashTask): Promise<HashDone> {
    this.threads ??= this.open();
    const started = this.threads.run(task) as Promise<HashDone>;
    this.running.add(started);
    const forget = () => this.running.delete(started);
    started.then(forget, forget);
    return started;
  }

  private open(): Piscina {
    const { WORKER_MIN_THREADS, WORKER_MAX_QUEUE } = this.settings;
    const threads = new Piscina({
      ...threadSource(),
      minThreads: WORKER_MIN_THREADS,
      maxThreads: this.maxThreads,
      concurrentTasksPerWorker: 1,
      maxQueue: WORKER_MAX_QUEUE,
      idleTimeout: IDLE_TIMEOUT_MS,
      // Without it a waiting task goes back to the queue's end whenever it finds no free thread.
      stricterFIFO: true,
      recordTiming: false,
      // The threads get no environment: no secret has a reason to be there.
      env: {},
    });
    return threads.on('error', (error: Error) => this.logger.error(`A hashing thread failed: ${error.message}`));
  }
}

function costIn(settings: CryptoSettings): HashCost {
  const cost = {
    memoryCost: settings.ARGON2_MEMORY_COST,
    timeCost: settings.ARGON2_TIME_COST,
    parallelism: settings.ARGON2_PARALLELISM,
  };
  const isWeak = cost.memoryCost < ARGON2_FLOOR.memoryCost || cost.timeCost < ARGON2_FLOOR.timeCost;
  if (!isWeak) return cost;
  const { memoryCost, timeCost } = ARGON2_FLOOR;
  throw new StartupFault(`Set ARGON2_MEMORY_COST to at least ${memoryCost} (KiB) and ARGON2_TIME_COST to at least ${timeCost}.`);
}

function maxThreadsFor({ WORKER_MAX_THREADS, WORKER_MIN_THREADS }: CryptoSettings): number {
  return WORKER_MAX_THREADS ?? Math.max(WORKER_MIN_THREADS, Math.min(coresGranted(), MOST_THREADS_UNASKED));
}
