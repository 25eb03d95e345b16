import { listProblems, type Problem } from '@countersign/kernel';

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly requestId: string;
  readonly success: false;
  readonly message: string;
  readonly [extra: string]: unknown;
}

/** When nobody said how long: soon, since most outages are short. */
const DEFAULT_RETRY_SECONDS = 5;
const exposed = new Map<string, readonly string[]>();

/** The page that explains a code; the service serves it itself. */
export function problemType(code: string): string {
  return `/problems/${code.replaceAll('_', '-')}`;
}

/** The one error body (RFC 9457 §3), which also serves plain clients by `success`, `message` and `errors`. */
export function problemBody(problem: Problem, where: { path: string; requestId: string }): ProblemBody {
  const { code, title, status, detail } = problem;
  const retryAfter = retryAfterOf(problem);
  return {
    type: problemType(code),
    title,
    status,
    detail,
    instance: where.path,
    code,
    requestId: where.requestId,
    success: false,
    message: detail,
    ...extrasOf(problem),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}

/** The headers that belong to a problem; 429 and 503 always say when to come back (RFC 9110 §10.2.3). */
export function problemHeaders(problem: Problem): Record<string, string> {
  const retryAfter = retryAfterOf(problem);
  return { ...problem.headers, ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }) };
}

function retryAfterOf({ status, retryAfterSeconds, extras }: Problem): number | undefined {
  if (retryAfterSeconds !== undefined) return Math.max(1, Math.ceil(retryAfterSeconds));
  if (status !== 429 && status !== 503) return undefined;
  return typeof extras.retryAfter === 'number' ? extras.retryAfter : DEFAULT_RETRY_SECONDS;
}

/** Only members that the catalogue names leave the service. */
function extrasOf({ code, extras }: Problem): Record<string, unknown> {
  if (!exposed.has(code)) for (const { code: known, exposes = [] } of listProblems()) exposed.set(known, exposes);
  const names = exposed.get(code) ?? [];
  return Object.fromEntries(names.flatMap((name) => (extras[name] === undefined ? [] : [[name, extras[name]]])));
}
