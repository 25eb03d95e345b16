import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Database, isUnavailable, statement } from '@countersign/database';
import { discoverNamed, isProblem } from '@countersign/kernel';
import { Logger } from '@countersign/observability';
import { CLEANUP, type CleanupTask } from './cleanup';

const ROUND_MILLISECONDS = 60_000;
/** Soon after the start, so that a worker that is restarted often tidies up too. */
const FIRST_ROUND_MILLISECONDS = 5_000;
const BATCH = 1_000;

/** Whoever moves the time on has the turn. A tenth is taken off, or rounds a little early would skip every other turn. */
const takeTurn = statement<{ name: string }>(
  'queue_take_turn',
  `insert into worker_turns as turn (name, next_at) values ($1, now() + $2 * 0.9 * interval '1 second')
   on conflict (name) do update set next_at = excluded.next_at where turn.next_at <= now() returning name`,
);

/** Runs every lib's CleanupTask each minute, in batches, one worker for all. */
@Injectable()
export class CleanupRunner implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private tasks: readonly CleanupTask[] = [];
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.tasks = discoverNamed<CleanupTask>(this.discovery, CLEANUP, 'clean-up task');
  }

  onApplicationBootstrap(): void {
    this.roundIn(FIRST_ROUND_MILLISECONDS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  /** Runs each task whose turn it is and that no other worker took. */
  async round(): Promise<void> {
    for (const task of this.tasks) await this.turn(task);
  }

  private roundIn(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#round = this.round().finally(() => this.#isStopped || this.roundIn(ROUND_MILLISECONDS));
    }, milliseconds);
  }

  private async turn(task: CleanupTask): Promise<void> {
    let isRunning = false;
    try {
      const turns = await this.database.run(takeTurn, [task.name, task.everySeconds ?? 60]);
      if (turns.length === 0) return;
      isRunning = true;
      while (!this.#isStopped && (await task.run(BATCH)) >= BATCH);
    } catch (error) {
      // That PostgreSQL is away is said elsewhere; that a statement of the task took too long would be said by nobody.
      const isAway = isProblem(error, 'service_unavailable') || isUnavailable(error);
      if (isRunning || !isAway) this.logger.error({ task: task.name, reason: (error as Error).message }, 'A clean-up task failed');
    }
  }
}
