import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '@countersign/database';
import * as sql from './budget.statements';
import type { BudgetEntry } from './budget.statements';

/** The rows of `factor_budgets`: each method is one conditional statement. */
@Injectable()
export class BudgetRepository {
  constructor(private readonly database: Database) {}

  /** Commits on its own; null: the window is full or a lock stands, and nothing was counted. */
  async reserveCheck(userId: string, limit: number): Promise<BudgetEntry | null> {
    const [row] = await this.database.run(sql.reserve, [userId, limit]);
    return row ?? null;
  }

  async reserveSetup(userId: string, limit: number): Promise<BudgetEntry | null> {
    const [row] = await this.database.run(sql.reserveSetup, [userId, limit]);
    return row ?? null;
  }

  async secondsToWait(userId: string, limit: number): Promise<number> {
    const [row] = await this.database.run(sql.wait, [userId, limit]);
    return row?.seconds ?? 1;
  }

  async secondsToWaitForSetup(userId: string, limit: number): Promise<number> {
    const [row] = await this.database.run(sql.waitSetup, [userId, limit]);
    return row?.seconds ?? 1;
  }

  async settle(tx: EntityManager, { userId, at }: BudgetEntry, methodId: string): Promise<void> {
    await this.database.run(sql.settle, [userId, at, methodId], tx);
  }

  async forgive({ userId, at, lockedSeconds }: BudgetEntry): Promise<void> {
    await this.database.run(sql.forgive, [userId, at, lockedSeconds !== null]);
  }

  async clear(tx: EntityManager, userId: string): Promise<void> {
    await this.database.run(sql.clear, [userId], tx);
  }

  async releaseSetup({ userId, at }: BudgetEntry): Promise<void> {
    await this.database.run(sql.releaseSetup, [userId, at]);
  }
}
