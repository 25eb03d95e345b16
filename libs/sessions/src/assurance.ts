/** Authentication context classes (OpenID Connect Core §2 `acr`): with the password alone, or with a second factor too. */
export const ACR = { 1: 'urn:countersign:acr:1fa', 2: 'urn:countersign:acr:2fa' } as const;

export function acrFor(aal: 1 | 2): string {
  return ACR[aal];
}

/**
 * The methods that were used, each once and in order: `amrFor(['pwd'], factor.assurance.amr)` → `['mfa', 'otp', 'pwd']`.
 * `mfa` stands beside them when there are two kinds or more (RFC 8176 §2).
 */
export function amrFor(...proved: readonly (readonly string[])[]): string[] {
  const used = new Set(proved.flat().filter((method) => method !== 'mfa'));
  return [...used, ...(used.size > 1 ? ['mfa'] : [])].sort();
}
