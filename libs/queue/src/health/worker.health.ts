import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@countersign/database';
import { HealthProbe, Logger, type HealthCheck, type HealthReport } from '@countersign/observability';
import { ABSENT_AFTER_SECONDS, workerState } from './worker-state';

const LATE_AFTER_SECONDS = 30;
const WATCH_MILLISECONDS = 60_000;
/** The first look is sooner: whoever starts an api without a worker should not have to wait for a minute. */
const FIRST_WATCH_MILLISECONDS = 20_000;

/** Whether somebody runs the messages; in the api and in the worker. Never makes a process unready. */
@Injectable()
@HealthProbe()
export class WorkerHealth implements HealthCheck, OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly name = 'worker';
  readonly makesUnready = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.watchIn(FIRST_WATCH_MILLISECONDS);
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async check(): Promise<HealthReport> {
    const [state] = await this.database.run(workerState, []);
    const { lastSeen, secondsSinceSeen, oldestMessageSeconds } = state!;
    const details = { lastSeen: lastSeen?.toISOString() ?? null, oldestMessageSeconds };
    if (secondsSinceSeen === null || secondsSinceSeen > ABSENT_AFTER_SECONDS) return { name: this.name, status: 'absent', details };
    return { name: this.name, status: oldestMessageSeconds > LATE_AFTER_SECONDS ? 'late' : 'up', details };
  }

  /** One log line a minute at most, whoever asks for the health. */
  private watchIn(milliseconds: number): void {
    this.#timer = setTimeout(() => void this.watch(), milliseconds).unref();
  }

  private async watch(): Promise<void> {
    try {
      const { status, details } = await this.check();
      if (status === 'absent') this.logger.warn({ ...details }, 'No worker runs the messages. Start one: npm run start:worker');
      if (status === 'late') this.logger.warn({ ...details }, 'Messages wait too long. Start another worker: npm run start:worker');
    } catch {
      // Without PostgreSQL nothing can be said of the worker; the database's own probe tells of that.
    }
    if (this.#timer) this.watchIn(WATCH_MILLISECONDS);
  }
}
