import { problems } from '@countersign/kernel';

/** class-transformer recurses; it throws at a depth of some thousands, which 10 KB can hold. No input of ours needs ten. */
const MAX_DEPTH = 32;
/** Names that reach an object's prototype when a library assigns them. */
const DANGEROUS = new Set(['__proto__', 'constructor', 'prototype']);
/** NUL, or half of a surrogate pair: with the u flag a whole pair is one character, outside this range. */
const UNSTORABLE = /[\0\ud800-\udfff]/u;
const utf8 = new TextDecoder('utf-8', { fatal: true });

export interface Violation {
  /** A JSON Pointer (RFC 6901) to the member at fault. */
  readonly pointer: string;
  readonly detail: string;
}

/** The refusal of an input; each violation says where and what, never the value. */
export function invalid(violations: readonly Violation[], detail?: string) {
  const errors = violations.map((violation) => `${nameOf(violation.pointer)}: ${violation.detail}`);
  return problems.validation_failed({ errors, violations }, { detail });
}

export function pointerTo(parent: string, member: string): string {
  return `${parent}/${member.replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 100)}`;
}

function nameOf(pointer: string): string {
  return pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~') || 'body';
}

/**
 * A JSON object from the bytes of a body; no bytes count as `{}`.
 *
 * @throws problems.validation_failed when it is no UTF-8, no JSON (RFC 8259), no object, deeper than 32 or holds a text
 * that PostgreSQL cannot keep.
 */
export function parseJsonBody(bytes: Buffer): object {
  if (bytes.length === 0) return {};
  const value = parse(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid([{ pointer: '', detail: 'must be a JSON object' }]);
  }
  const violation = faultIn(value);
  if (violation) throw invalid([violation]);
  return value;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw invalid([{ pointer: '', detail: 'must be well-formed JSON in UTF-8' }]);
  }
}

/**
 * The first fault that no DTO can see: too deep, a dangerous name, NUL (PostgreSQL refuses it, SQLSTATE 22021) or a lone
 * surrogate (which a driver would silently change).
 */
export function faultIn(value: unknown, pointer = '', depth = 1): Violation | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : { pointer, detail: 'must not hold NUL or half a surrogate pair' };
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > MAX_DEPTH) return { pointer: '', detail: `must not be nested deeper than ${MAX_DEPTH}` };
  for (const [name, member] of Object.entries(value)) {
    if (DANGEROUS.has(name) || !isStorable(name)) return { pointer: pointer || '/', detail: 'has a member whose name is not allowed' };
    const fault = faultIn(member, pointerTo(pointer, name), depth + 1);
    if (fault) return fault;
  }
  return undefined;
}

function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}
