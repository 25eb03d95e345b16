import { acrValues } from '@countersign/web';

/** The context class of a session: with the password alone, or with a second factor too, be it a restricted one alone. */
export function acrFor(aal: 1 | 2, isRestricted = false): string {
  if (aal === 1) return acrValues.oneFactor;
  return isRestricted ? acrValues.restrictedTwoFactor : acrValues.twoFactor;
}

/**
 * The methods that were used, each once and in order: `amrFor(['pwd'], factor.assurance.amr)` → `['mfa', 'otp', 'pwd']`.
 * `mfa` stands beside them when there are two kinds or more (RFC 8176 §2).
 */
export function amrFor(...proved: readonly (readonly string[])[]): string[] {
  const used = new Set(proved.flat().filter((method) => method !== 'mfa'));
  return [...used, ...(used.size > 1 ? ['mfa'] : [])].sort();
}
