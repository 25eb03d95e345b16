import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a user may still get wrong. Read and written by `BudgetRepository`'s statements. */
@Entity({ name: 'factor_budgets' })
export class FactorBudgetRow {
  @PrimaryColumn({ name: 'user_id', type: 'uuid' })
  userId: string;

  /** Checks of the last 15 minutes that failed or whose outcome is unknown. */
  @Column({ name: 'attempts', type: 'timestamptz', array: true })
  attempts: Date[];

  @Column({ name: 'locked_until', type: 'timestamptz', nullable: true })
  lockedUntil: Date | null;

  /** How many locks in a row without a right code between: the next one lasts 15 min × 2^level. */
  @Column({ name: 'lock_level', type: 'smallint' })
  lockLevel: number;

  /** Calls of setup and verify-setup in the last 15 minutes. */
  @Column({ name: 'setup_attempts', type: 'timestamptz', array: true })
  setupAttempts: Date[];
}
