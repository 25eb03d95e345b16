import { acrValues } from '@countersign/web';

/** The context class of a session: with the password alone, or with a second factor too. */
export function acrFor(aal: 1 | 2): string {
  return aal === 2 ? acrValues.twoFactor : acrValues.oneFactor;
}

/**
 * The methods that were used, each once and in order: `amrFor(['pwd'], factor.assurance.amr)` → `['mfa', 'otp', 'pwd']`.
 * `mfa` stands beside them when there are two kinds or more (RFC 8176 §2).
 */
export function amrFor(...proved: readonly (readonly string[])[]): string[] {
  const used = new Set(proved.flat().filter((method) => method !== 'mfa'));
  return [...used, ...(used.size > 1 ? ['mfa'] : [])].sort();
}
