import { problems } from '@countersign/kernel';

/** RFC 6750 §3.1. */
const CHALLENGE = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };

/** @param reason the true one, for the log: the caller reads no more than that the token is no good. */
export function refusedToken(reason: string, cause?: unknown) {
  return problems.invalid_token({}, { reason, cause, headers: CHALLENGE });
}
