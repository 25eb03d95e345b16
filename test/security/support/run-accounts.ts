import fc from 'fast-check';
import type { Client } from '../../support/client';
import type { Suite } from '../../support/suite';
import { accountCommands } from './account-commands';
import { Account } from './account-model';

interface Run {
  readonly seed: number;
  /** How many accounts live through a sequence. */
  readonly runs: number;
  /** Of one account. */
  readonly mostCommands: number;
}

/** Invariants 3, 4, 5 and 6 of the design, over sequences that nobody thought of. What fails is shrunk, and its seed is told. */
export async function runAccounts(api: Client, suite: Suite, { seed, runs, mostCommands }: Run): Promise<void> {
  const property = fc.asyncProperty(accountCommands(mostCommands), (commands) => fc.asyncModelRun(() => Account.open(api, suite), commands));
  await fc.assert(property, { seed, numRuns: runs, endOnFailure: runs < 10 });
}
