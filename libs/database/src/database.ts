import { Injectable } from '@nestjs/common';
import type { Client, Pool, PoolClient, QueryConfig, QueryResult } from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { isProblem, problems } from '@countersign/kernel';
import { Logger } from '@countersign/observability';
import { DatabaseSettings } from './database.settings';
import type { Statement } from './statement';
import { reached } from './time-budget';
import { cut } from './timed-client';
import { isUnavailable, namesNobody } from './unavailable';

/** PostgreSQL as the libs see it: named statements and transactions. Entities go through TypeORM repositories. */
@Injectable()
export class Database {
  readonly #afterCommit = new WeakMap<EntityManager, (() => void)[]>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: DatabaseSettings,
    private readonly logger: Logger,
  ) {}

  /**
   * Runs one statement: on the transaction's connection when `tx` is given, else on a pooled one with a commit of its own.
   *
   * @throws Problem service_unavailable (503) when PostgreSQL does not answer within 4 s, or within what is left of the 4 s
   * that one request may wait for it in all.
   */
  async run<Row>(statement: Statement<Row>, values: readonly unknown[], tx?: EntityManager): Promise<Row[]> {
    const query = { name: this.settings.DATABASE_PREPARED ? statement.name : undefined, text: statement.text, values: [...values] };
    const started = performance.now();
    const timing = { started, asked: tx ? started : Infinity };
    try {
      const { rows } = tx ? await (await clientOf(tx)).query(query) : await this.runPooled(query, timing);
      return rows as Row[];
    } catch (error) {
      throw told(error);
    } finally {
      this.tellSlow(statement.name, timing);
    }
  }

  /**
   * Runs `work` between BEGIN and COMMIT. A throw rolls back and is passed on. Nothing inside may be caught and
   * swallowed: after a failed statement COMMIT answers ROLLBACK without an error, which is a throw here.
   */
  async transaction<Result>(work: (tx: EntityManager) => Promise<Result>): Promise<Result> {
    if (!this.dataSource.isInitialized) throw unavailable();
    const runner = this.dataSource.createQueryRunner();
    const client = await this.connect(runner);
    try {
      await runner.startTransaction();
      const result = await work(runner.manager);
      const { command } = await client.query('COMMIT');
      ended(runner);
      if (command !== 'COMMIT') throw problems.internal_error({}, { reason: `COMMIT answered ${command}: a failed statement was swallowed` });
      for (const task of this.#afterCommit.get(runner.manager) ?? []) task();
      return result;
    } catch (error) {
      await abandon(runner, error);
      throw told(error);
    } finally {
      await runner.release();
    }
  }

  /** Remembers a task for after the commit; it never runs when the transaction rolls back. It must not throw. */
  afterCommit(tx: EntityManager, task: () => void): void {
    const tasks = this.#afterCommit.get(tx) ?? [];
    tasks.push(task);
    this.#afterCommit.set(tx, tasks);
  }

  /** A slow statement is one warning by its name, never with its values; a busy pool is told from a busy server. */
  private tellSlow(statement: string, { started, asked }: { started: number; asked: number }): void {
    const ended = performance.now();
    this.logger.slow('statement', ended - started, () => ({ statement, waitedMs: Math.round(Math.min(asked, ended) - started) }));
  }

  private async runPooled(query: QueryConfig, timing: { asked: number }): Promise<QueryResult> {
    const pool = this.pool();
    const coming = pool.connect();
    // With an idle connection for everybody who waits there is nothing to wait for, and no timer to set.
    const isAtHand = pool.idleCount > 0 && pool.idleCount >= pool.waitingCount;
    const client = isAtHand ? await coming : await reached(coming, (late) => late.release());
    timing.asked = performance.now();
    try {
      const result = await client.query(query);
      client.release();
      return result;
    } catch (error) {
      client.release(isUnavailable(error));
      throw error;
    }
  }

  private async connect(runner: QueryRunner): Promise<PoolClient> {
    try {
      return (await reached(runner.connect(), () => void runner.release())) as PoolClient;
    } catch (error) {
      throw told(error);
    }
  }

  private pool(): Pool {
    if (!this.dataSource.isInitialized) throw unavailable();
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}

async function clientOf(tx: EntityManager): Promise<PoolClient> {
  if (!tx.queryRunner) throw problems.internal_error({}, { reason: 'a statement was given a manager outside a transaction' });
  return (await tx.queryRunner.connect()) as PoolClient;
}

function unavailable(cause?: unknown) {
  const reason = cause instanceof Error ? cause.message : 'the database is not connected yet';
  return problems.service_unavailable({ retryAfter: 2 }, { retryAfterSeconds: 2, reason, cause });
}

function told(error: unknown): unknown {
  if (isProblem(error)) return error;
  if (namesNobody(error)) return problems.not_found({}, { reason: 'the user is gone', cause: error });
  return isUnavailable(error) ? unavailable(error) : error;
}

/** TypeORM keeps the state of a transaction that it did not end itself. */
function ended(runner: QueryRunner): void {
  (runner as { isTransactionActive: boolean }).isTransactionActive = false;
}

/** Rolls back; where the server does not answer, the connection is cut instead, or the next user of it would wait. */
async function abandon(runner: QueryRunner, error: unknown): Promise<void> {
  if (!runner.isTransactionActive) return;
  if (!isUnavailable(error)) {
    const isRolledBack = await runner.rollbackTransaction().then(
      () => true,
      () => false,
    );
    if (isRolledBack) return;
  }
  ended(runner);
  cut((await runner.connect().catch(() => undefined)) as Client | undefined);
}
