import { faultIn, invalid, pointerTo } from './json-body';

/**
 * The fields of an `application/x-www-form-urlencoded` body.
 *
 * @throws problems.validation_failed when a field comes twice (RFC 6749 §3.2 forbids it) or holds what cannot be stored.
 */
export function parseFormBody(bytes: Buffer): object {
  const pairs = [...new URLSearchParams(bytes.toString('utf8'))];
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid([{ pointer: pointerTo('', twice), detail: 'must be given once' }]);
  const fields = Object.fromEntries(pairs);
  const violation = faultIn(fields);
  if (violation) throw invalid([violation]);
  return fields;
}
