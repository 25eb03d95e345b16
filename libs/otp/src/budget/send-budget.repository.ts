import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '@countersign/database';
import * as sql from './send-budget.statements';

/** What is counted, and how often it may happen. */
export interface Budget {
  /** In the audit trail, e.g. `user`. */
  readonly name: string;
  readonly key: Buffer;
  readonly max: number;
}

/** One budget a key. */
export function budgetsOf<About extends object>(keys: readonly Buffer[], about: About): (About & { readonly key: Buffer })[] {
  return keys.map((key) => ({ ...about, key }));
}

/** Counted in a window that begins with its first message. */
export interface WindowBudget extends Budget {
  readonly seconds: number;
}

/** Which budget is used up, and for how long. */
export interface Exhausted {
  readonly limit: string;
  readonly retryAfter: number;
}

/** The rows of `send_counts` and `send_windows`. One conditional statement takes a place in several budgets. */
@Injectable()
export class SendBudgetRepository {
  constructor(protected readonly database: Database) {}

  /** In any hour. Where one has no room, the others are taken all the same: the caller rolls back. */
  async take(tx: EntityManager, budgets: readonly Budget[]): Promise<Exhausted | null> {
    const values = [keysOf(budgets), budgets.map(({ max }) => max)];
    const taken = await this.database.run(sql.take, values, tx);
    if (taken.length === budgets.length) return null;
    return longest(without(budgets, taken), await this.database.run(sql.wait, values, tx));
  }

  /** As `take`. */
  async takeWindows(tx: EntityManager, budgets: readonly WindowBudget[]): Promise<Exhausted | null> {
    const values = [keysOf(budgets), budgets.map(({ max }) => max), budgets.map(({ seconds }) => seconds)];
    const taken = await this.database.run(sql.takeWindows, values, tx);
    if (taken.length === budgets.length) return null;
    return longest(without(budgets, taken), await this.database.run(sql.waitOfWindows, [keysOf(budgets)], tx));
  }
}

type Keyed = { readonly key: Buffer };

const keysOf = (rows: readonly Keyed[]) => rows.map(({ key }) => key);

function without(budgets: readonly Budget[], taken: readonly Keyed[]): readonly Budget[] {
  return budgets.filter(({ key }) => !taken.some((one) => one.key.equals(key)));
}

/** Of the budgets without room, the one that has to be waited for longest. */
function longest(full: readonly Budget[], waits: readonly { key: Buffer; seconds: number }[]): Exhausted {
  const found = full.map(({ name, key }) => ({ limit: name, retryAfter: waits.find((one) => one.key.equals(key))?.seconds ?? 1 }));
  return found.reduce((most, one) => (one.retryAfter > most.retryAfter ? one : most));
}
