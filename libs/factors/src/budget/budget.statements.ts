import { statement } from '@countersign/database';
import { usedMethod } from '../methods/method.sql';
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

export const reserve = statement<BudgetEntry>(
  'factors_budget_reserve',
  `with b as (${sql.reserveInBudget(asked, '$2')}) select ${entry}, locked_seconds as "lockedSeconds" from b`,
);

export const reserveSetup = statement<BudgetEntry>(
  'factors_setup_reserve',
  `with b as (${sql.reserveInSetupBudget(asked, '$2')}) select ${entry}, null::int as "lockedSeconds" from b`,
);

export const wait = statement<{ seconds: number }>('factors_budget_wait', sql.waitOf('attempts', 'b.locked_until', '$2'));

export const waitSetup = statement<{ seconds: number }>('factors_setup_wait', sql.waitOf('setup_attempts', 'null::timestamptz', '$2'));

/** Of a right code of method $3. */
export const settle = statement(
  'factors_budget_settle',
  `with settled as (${sql.settleInBudget('$1', '$2')}) ${usedMethod('$3')}`,
);

export const forgive = statement('factors_budget_forgive', sql.forgiveInBudget('$1', '$2', '$3'));

export const releaseSetup = statement(
  'factors_setup_release',
  'update factor_budgets set setup_attempts = array_remove(setup_attempts, $2::timestamptz) where user_id = $1',
);

export const clear = statement('factors_budget_clear', 'delete from factor_budgets where user_id = $1');
