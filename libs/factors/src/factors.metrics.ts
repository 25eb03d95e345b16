import { defineMetrics } from '@countersign/observability';
import type { Matched, Rejected } from './contract/factor';

const factorMetrics = defineMetrics('factors', {
  checks: {
    name: 'countersign_factor_checks_total',
    kind: 'counter',
    help: 'Proofs that a second factor looked at, before a right one is spent',
    labels: {
      type: 'the kind of factor, of those that are registered: totp …',
      purpose: 'login, step_up, verification or setup',
      outcome: 'matched, wrong or already_used',
    },
  },
});

/** Counts one look of a factor at a proof. */
export function countCheck(type: string, purpose: string, verdict: Rejected | Matched<unknown>): void {
  factorMetrics.checks.count({ type, purpose, outcome: wordFor(verdict) });
}

function wordFor(verdict: Rejected | Matched<unknown>): string {
  if (verdict.outcome === 'matched') return 'matched';
  return verdict.alreadyUsed ? 'already_used' : 'wrong';
}
