import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, statement } from '@countersign/database';
import * as sql from './budget.sql';

/** One reserved check. `at` is a timestamptz as text with microseconds: a `Date` would lose what makes it unique. */
export interface BudgetEntry {
  readonly userId: string;
  readonly at: string;
  /** Checks that may still fail before the lock. */
  readonly remaining: number;
  /** Seconds of the lock that this entry set as the last one of the window; null: it set none. */
  readonly lockedSeconds: number | null;
}

const asked = '(select $1::uuid as user_id) asked';
const entry = 'user_id as "userId", entry as "at", remaining';
const reserve = statement<BudgetEntry>(
  'factors_budget_reserve',
  `with b as (${sql.reserveInBudget(asked, '$2')}) select ${entry}, locked_seconds as "lockedSeconds" from b`,
);
const reserveSetup = statement<BudgetEntry>(
  'factors_setup_reserve',
  `with b as (${sql.reserveInSetupBudget(asked, '$2')}) select ${entry}, null::int as "lockedSeconds" from b`,
);
const wait = statement<{ seconds: number }>('factors_budget_wait', sql.waitOf('attempts', 'b.locked_until', '$2'));
const waitSetup = statement<{ seconds: number }>('factors_setup_wait', sql.waitOf('setup_attempts', 'null::timestamptz', '$2'));
const settle = statement('factors_budget_settle', sql.settleInBudget('$1', '$2'));
const forgive = statement('factors_budget_forgive', sql.forgiveInBudget('$1', '$2', '$3'));
const releaseSetup = statement(
  'factors_setup_release',
  'update factor_budgets set setup_attempts = array_remove(setup_attempts, $2::timestamptz) where user_id = $1',
);

/** The rows of `factor_budgets`: each method is one conditional statement. */
@Injectable()
export class BudgetRepository {
  constructor(private readonly database: Database) {}

  /** Commits on its own; null: the window is full or a lock stands, and nothing was counted. */
  async reserveCheck(userId: string, limit: number): Promise<BudgetEntry | null> {
    const [row] = await this.database.run(reserve, [userId, limit]);
    return row ?? null;
  }

  async reserveSetup(userId: string, limit: number): Promise<BudgetEntry | null> {
    const [row] = await this.database.run(reserveSetup, [userId, limit]);
    return row ?? null;
  }

  async secondsToWait(userId: string, limit: number): Promise<number> {
    const [row] = await this.database.run(wait, [userId, limit]);
    return row?.seconds ?? 1;
  }

  async secondsToWaitForSetup(userId: string, limit: number): Promise<number> {
    const [row] = await this.database.run(waitSetup, [userId, limit]);
    return row?.seconds ?? 1;
  }

  async settle(tx: EntityManager, { userId, at }: BudgetEntry): Promise<void> {
    await this.database.run(settle, [userId, at], tx);
  }

  async forgive({ userId, at, lockedSeconds }: BudgetEntry): Promise<void> {
    await this.database.run(forgive, [userId, at, lockedSeconds !== null]);
  }

  async releaseSetup({ userId, at }: BudgetEntry, tx?: EntityManager): Promise<void> {
    await this.database.run(releaseSetup, [userId, at], tx);
  }
}
