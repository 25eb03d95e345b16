import { problems, type Problem } from '@countersign/kernel';

/** validation_failed for a fault that only the flow can see, in the form of those that the validation sees. */
export function invalid(field: string, ...faults: string[]): Problem {
  const violations = faults.map((detail) => ({ pointer: `/${field}`, detail }));
  return problems.validation_failed({ errors: faults.map((fault) => `${field}: ${fault}`), violations });
}
