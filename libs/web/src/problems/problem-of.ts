import { isUnavailable } from '@countersign/database';
import { Problem, problems } from '@countersign/kernel';
import { webProblems } from '../web.problems';

const DATABASE_RETRY_SECONDS = 2;

/** What Fastify's own faults mean (their `code`), before or while a body is read. */
const byCode: Record<string, () => Problem> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => problems.payload_too_large(),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => problems.unsupported_media_type(),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => notReadable('The body is not as long as Content-Length says.'),
  FST_ERR_BAD_URL: () => notReadable('The path is not a valid URL.'),
  FST_ERR_MAX_PARAM_LENGTH: () => problems.not_found(),
  ECONNRESET: () => notReadable('The request ended before its body did.'),
};

const byStatus: Record<number, () => Problem> = {
  401: () => problems.invalid_token(),
  403: () => problems.forbidden(),
  404: () => problems.not_found(),
  405: () => problems.method_not_allowed(),
  408: () => webProblems.request_timeout(),
  413: () => problems.payload_too_large(),
  415: () => problems.unsupported_media_type(),
  429: () => problems.too_many_requests(),
  431: () => webProblems.headers_too_large(),
  503: () => problems.service_unavailable(),
};

/** The problem that a caller is told for whatever was thrown; what nobody foresaw is `internal_error`. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isUnavailable(error)) {
    return problems.service_unavailable({}, { retryAfterSeconds: DATABASE_RETRY_SECONDS, reason: 'database', cause: error });
  }
  const known = byCode[codeOf(error)] ?? byCode[codeOf((error as { cause?: unknown } | null)?.cause)];
  if (known) return known();
  const status = statusOf(error);
  if (status === undefined || (status >= 500 && status !== 503)) return problems.internal_error({}, { cause: error });
  return byStatus[status]?.() ?? notReadable('The request cannot be read.');
}

function notReadable(detail: string): Problem {
  return problems.validation_failed({ errors: [], violations: [] }, { detail });
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

/** The status of a framework's exception: Nest's `getStatus()`, Fastify's `statusCode`. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('getStatus' in error && typeof error.getStatus === 'function') return Number(error.getStatus());
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}
