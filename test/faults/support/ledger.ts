/** A token that an acknowledged change ended, and when its answer was here. */
export interface Ended {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly since: number;
  readonly by: string;
}

/** What the clients of a run saw: only what was acknowledged counts as known. */
export class Ledger {
  /** Things that must never happen, as they were seen. */
  readonly violations: string[] = [];
  /** Requests by kind and status. */
  readonly answers = new Map<string, number>();
  readonly ended: Ended[] = [];
  /** Distinct successors of each refresh token. */
  readonly successors = new Map<string, Set<string>>();
  /** Wrong codes that were evaluated, by user. */
  readonly wrongCodes = new Map<string, number>();
  /** Sessions that each right code made, by user and code. */
  readonly sessionsByCode = new Map<string, Set<string>>();
  /** Audit events that acknowledged answers promise: type, and the session or the user that it names. */
  readonly promisedEvents: { readonly type: string; readonly sessionId?: string; readonly userId?: string }[] = [];

  count(kind: string, status: number): void {
    const name = `${kind} ${status === 0 ? 'no answer' : status}`;
    this.answers.set(name, (this.answers.get(name) ?? 0) + 1);
  }

  violated(what: string): void {
    this.violations.push(what);
  }

  refreshed(token: string, successor: string): void {
    const known = this.successors.get(token) ?? new Set();
    this.successors.set(token, known.add(successor));
    if (known.size > 1) this.violated('one refresh token has two successors');
  }

  usedCode(userId: string, code: string, sessionId: string): void {
    const key = `${userId} ${code}`;
    const sessions = this.sessionsByCode.get(key) ?? new Set();
    this.sessionsByCode.set(key, sessions.add(sessionId));
    if (sessions.size > 1) this.violated('one code made two sessions');
  }
}
