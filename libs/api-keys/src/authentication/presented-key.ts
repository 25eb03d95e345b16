import type { FastifyRequest } from 'fastify';
import { keyPrefixOf } from '../key-text';

/** What looks like a key beside what passport-jwt and others read: a prefix with an underscore and then no dots. */
const BEARER = /^bearer +([a-z][a-z0-9_]{0,30}_[0-9A-Za-z]{60})$/i;

export type WithHeaders = Pick<FastifyRequest, 'headers'>;

/** The texts that a request presents as keys: whatever is in X-API-Key, and a bearer that has the form of a key. */
export function presentedKeys({ headers }: WithHeaders): string[] {
  const inHeader = headers['x-api-key'];
  const [, asBearer] = BEARER.exec(headers.authorization ?? '') ?? [];
  return [...[inHeader ?? []].flat(), ...(asBearer === undefined ? [] : [asBearer])];
}

/** Whether it presents exactly one key, whose check characters are right. */
export function presentsWholeKey(request: WithHeaders): boolean {
  const [key, second] = presentedKeys(request);
  return key !== undefined && second === undefined && keyPrefixOf(key) !== null;
}
