/** What a caller is told when a request cannot be carried out; `web` alone turns it into a body (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** Stable, snake_case, listed in docs/problems.md. */
    readonly code: string,
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    /** Further members of the body; only those that the catalogue names. */
    readonly extras: Readonly<Record<string, unknown>> = {},
    /** The true reason, for the audit trail and the log; never for the caller. */
    readonly reason?: string,
    /** Whole seconds; becomes `Retry-After`. */
    readonly retryAfterSeconds?: number,
    /** Further response headers, e.g. WWW-Authenticate. */
    readonly headers: Readonly<Record<string, string>> = {},
    cause?: unknown,
  ) {
    super(reason ?? detail, cause === undefined ? undefined : { cause });
  }
}

export function isProblem(error: unknown, code?: string): error is Problem {
  return error instanceof Problem && (code === undefined || error.code === code);
}
