import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { isProblem, StartupFault } from '@countersign/kernel';
import { currentWaits, Logger } from '@countersign/observability';
import { cryptoMetrics } from '../crypto.metrics';
import { ARGON2_FLOOR, CryptoSettings } from '../crypto.settings';
import type { EngineName, HashCost } from '../engines/hash-engine';
import type { HashDone, HashJob, HashResults, HashTask } from '../hash.thread';
import { Admissions, refusal, type Admission } from './admissions';
import { coresGranted } from './cores-granted';
import { threadSource } from './thread-source';
import { within } from './within';

/** The package argon2 computes on the 4 threads of libuv, which files and DNS need too: one stays theirs. */
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
  private threads: Piscina | null = null;
  private engineInUse: EngineName | null = null;
  private isWorking = true;

  constructor(
    private readonly settings: CryptoSettings,
    private readonly logger: Logger,
  ) {
    this.cost = costIn(settings);
    this.maxThreads = maxThreadsFor(settings);
    this.admissions = new Admissions({
      threads: this.maxThreads,
      maxQueue: settings.WORKER_MAX_QUEUE,
      maxWaitMs: settings.HASH_MAX_WAIT_MS,
      assumedMs: this.cost.memoryCost * this.cost.timeCost * ASSUMED_MS_PER_KIB_AND_PASS,
    });
  }

  /** @param weight what the task costs, in hashes of passwords (`weightOf`) */
  admit(weight = 1): Admission {
    return this.admissions.admit(weight);
  }

  /** What so many hashes of a cost weigh, in hashes of passwords: Argon2's time goes with memory and passes. */
  weightOf(hashes: number, cost: HashCost): number {
    return (hashes * cost.memoryCost * cost.timeCost) / (this.cost.memoryCost * this.cost.timeCost);
  }

  /** Does `work` with a place that is taken before and given back after, whether a task used it or not. @throws as `admit` */
  async withPlace<Result>(work: (place: Admission) => Promise<Result>, weight = 1): Promise<Result> {
    const place = this.admit(weight);
    try {
      return await work(place);
    } finally {
      place.release();
    }
  }

  /** Places taken, waiting and running; the milliseconds that one more would wait; whether the last task was done. */
  get load(): { taken: number; expectedWaitMs: number; isWorking: boolean } {
    const { taken, expectedWaitMs } = this.admissions;
    return { taken, expectedWaitMs, isWorking: this.isWorking };
  }

  /** The package that computes, known from the first hash on. */
  get engine(): EngineName | null {
    return this.engineInUse;
  }

  /**
   * Runs one task in its turn and gives the place back.
   *
   * @throws service_unavailable when no thread could do it.
   */
  async run<Kind extends HashTask['kind']>(task: HashTask & { kind: Kind }, admission?: Admission): Promise<HashResults[Kind]> {
    const weight = this.weigh(task);
    const giveBack = this.admissions.takeOver(admission, weight);
    try {
      const { result, engine, took } = await this.timed(task);
      this.engineInUse = engine;
      this.admissions.measured(took, weight);
      this.isWorking = true;
      return result as HashResults[Kind];
    } catch (cause) {
      this.isWorking = false;
      throw isProblem(cause) ? cause : refusal('a hashing thread failed', 1, cause);
    } finally {
      giveBack();
    }
  }

  /**
   * Makes and times a first hash, so that a process that says it is ready can hash. It is awaited (a fraction of a
   * second) because an exit for another reason, such as a taken port, would abort in the middle of it.
   *
   * @throws StartupFault when Argon2 does not work here.
   */
  async onApplicationBootstrap(): Promise<void> {
    const probe: HashTask = { kind: 'hash', password: Buffer.from('warm-up'), cost: this.cost };
    await this.run(probe).catch((error: Error) => {
      const reason = String(error.cause ?? error.message);
      const remedy = this.settings.ARGON2_ENGINE === 'auto' ? '' : ' or leave ARGON2_ENGINE unset';
      throw new StartupFault(`Passwords cannot be hashed here: run "npm ci" to install the packages anew${remedy}. Reason: ${reason}`);
    });
    const facts = { engine: this.engine, ...this.cost, threads: this.maxThreads };
    this.logger.info(facts, 'passwords are hashed with Argon2id');
  }

  /**
   * Refuses new tasks, waits for all that were accepted, and only then ends the threads: ending one with a hash in
   * flight aborts the whole process (Napi::Error), and Piscina's own `close()` does not wait for its queue.
   */
  async onApplicationShutdown(): Promise<void> {
    this.admissions.close();
    const drained = Promise.allSettled([...this.running]);
    await within(this.settings.HASH_MAX_WAIT_MS + GRACE_MS, drained).catch(() => {
      this.logger.error('hashing threads did not finish in time and are ended');
    });
    await this.threads?.destroy();
    this.threads = null;
  }

  private weigh(task: HashTask): number {
    return task.kind === 'hash-many' ? this.weightOf(task.texts.length, task.cost) : 1;
  }

  private async timed(task: HashTask): Promise<HashDone> {
    const started = performance.now();
    let took = 0;
    try {
      const done = await within(this.settings.HASH_MAX_WAIT_MS + GRACE_MS, this.start(task));
      took = done.took;
      return done;
    } finally {
      this.tell(task.kind, performance.now() - started, took);
    }
  }

  /** The wait for a thread and the hash: figures, parts of the request and, where both together are slow, a warning. */
  private tell(kind: HashTask['kind'], ms: number, took: number): void {
    const waited = Math.max(0, ms - took);
    const waits = currentWaits();
    waits?.of('hashWait').add(waited);
    waits?.of('hash').add(took);
    cryptoMetrics.wait.observe(waited / 1000);
    cryptoMetrics.time.observe(took / 1000);
    this.logger.slow('hash', ms, () => ({ kind, hashMs: Math.round(took), waitedMs: Math.round(waited) }));
  }

  private start(task: HashTask): Promise<HashDone> {
    this.threads ??= this.open();
    const job: HashJob = { task, choice: this.settings.ARGON2_ENGINE, nice: this.settings.WORKER_NICE };
    const started = this.threads.run(job) as Promise<HashDone>;
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
    return threads.on('error', (error: Error) => this.logger.error({ err: error }, 'a hashing thread failed'));
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
  const [memory, time] = [`at least ${memoryCost} (KiB)`, `at least ${timeCost}`];
  throw new StartupFault(`ARGON2_MEMORY_COST must be ${memory}, ARGON2_TIME_COST ${time}.`);
}

function maxThreadsFor({ WORKER_MAX_THREADS, WORKER_MIN_THREADS }: CryptoSettings): number {
  return WORKER_MAX_THREADS ?? Math.max(WORKER_MIN_THREADS, Math.min(coresGranted(), MOST_THREADS_UNASKED));
}
