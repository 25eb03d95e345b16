import { isId } from '@countersign/kernel';
import { invalid } from '@countersign/web';

/** Where a page ends: an event's time in microseconds since 1970, and its id. */
export interface Position {
  readonly micros: string;
  readonly id: string;
}

/** Opaque to the client, so that it may change. It opens nothing: every page is asked for one user. */
export function cursorOf({ micros, id }: Position): string {
  return Buffer.from(`${micros}.${id}`).toString('base64url');
}

/** @throws Problem validation_failed for anything that `cursorOf` did not make. */
export function positionOf(cursor: string): Position {
  const [micros = '', id, ...rest] = Buffer.from(cursor, 'base64url').toString().split('.');
  if (/^\d{1,16}$/.test(micros) && isId(id) && rest.length === 0) return { micros, id };
  throw invalid([{ pointer: '/cursor', detail: 'must be a nextCursor of this list' }]);
}
