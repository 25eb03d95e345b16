export interface Counted {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly used: number;
  readonly resetSeconds: number;
}

/**
 * `RateLimit-Policy` and `RateLimit` in their structured form (draft-ietf-httpapi-ratelimit-headers) with every limit that
 * counted, and the plain triple of the one that is nearest.
 */
export function limitHeaders(counted: readonly Counted[]): Record<string, string> {
  const policy = counted.map(({ name, limit, windowSeconds }) => `"${name}";q=${limit};w=${windowSeconds}`);
  const state = counted.map((count) => `"${count.name}";r=${remaining(count)};t=${count.resetSeconds}`);
  const [first, ...others] = counted;
  if (!first) return {};
  const nearest = others.reduce((a, b) => (remaining(b) < remaining(a) ? b : a), first);
  return {
    'RateLimit-Policy': policy.join(', '),
    RateLimit: state.join(', '),
    'RateLimit-Limit': String(nearest.limit),
    'RateLimit-Remaining': String(remaining(nearest)),
    'RateLimit-Reset': String(nearest.resetSeconds),
  };
}

function remaining({ limit, used }: Counted): number {
  return Math.max(0, limit - used);
}
