import { refTo } from './json-schema';
import type { Reference } from './document.types';

const header = (description: string, type: 'string' | 'integer') => ({ description, schema: { type } });

/** The headers that answers carry, for `components.headers`. */
export const headers = {
  'X-Request-Id': header('Names this request in logs and in the audit trail; taken over from the request when it is an id.', 'string'),
  'RateLimit-Policy': header('The limits of this route (draft-ietf-httpapi-ratelimit-headers), e.g. "default";q=100;w=900.', 'string'),
  RateLimit: header('What is left of the tightest limit, e.g. "default";r=99;t=900.', 'string'),
  'RateLimit-Limit': header('Requests that the tightest limit allows in its window.', 'integer'),
  'RateLimit-Remaining': header('Requests left in the window.', 'integer'),
  'RateLimit-Reset': header('Seconds until the window starts anew.', 'integer'),
  'Retry-After': header('Seconds to wait before the next try (RFC 9110 §10.2.3).', 'integer'),
  'WWW-Authenticate': header('Which authentication is wanted (RFC 6750 §3, RFC 9470 §3).', 'string'),
} as const;

type HeaderName = keyof typeof headers;

const LIMITS: HeaderName[] = ['RateLimit-Policy', 'RateLimit', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'];

/** The headers of one answer, by its status and by whether the route is counted. */
export function headersOf(status: number, isLimited: boolean): Record<string, Reference> {
  const names: HeaderName[] = ['X-Request-Id'];
  if (isLimited && (status < 300 || status === 429)) names.push(...LIMITS);
  if (status === 429 || status === 503) names.push('Retry-After');
  if (status === 401) names.push('WWW-Authenticate');
  return Object.fromEntries(names.map((name) => [name, refTo('headers', name)]));
}
