import type { IncomingMessage } from 'node:http';
import { newId } from '@countersign/kernel';

const LOOKS_LIKE_AN_ID = /^[A-Za-z0-9._-]{8,128}$/;

/** The caller's X-Request-Id when it looks like an id, else a new UUIDv7: one name for a request in every log on its way. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && LOOKS_LIKE_AN_ID.test(given) ? given : newId();
}
