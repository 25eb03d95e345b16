import { problems } from '@countersign/kernel';

/** RFC 6750 §3.1. */
const CHALLENGE = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };

/** @param reason the true one, for the log: whoever tries keys reads no more than that this one is no good. */
export function refusedKey(reason: string) {
  const detail = 'The API key is malformed, unknown, expired, revoked, or not accepted from this address.';
  return problems.invalid_token({}, { detail, reason: `API key: ${reason}`, headers: CHALLENGE });
}
