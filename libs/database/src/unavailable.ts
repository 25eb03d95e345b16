import { NoTimeLeft } from './time-budget';

const SOCKET_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);

/**
 * SQLSTATE of a server that is away, starting, stopping, full or too slow: connection exceptions (08), insufficient
 * resources (53), operator intervention (57), lock not available (55P03), a read-only server after a fail-over (25006),
 * a missing table or schema (42P01, 3F000: the migrations have not run), an unknown database (3D000).
 */
const STATES = /^(08...|53...|57...|55P03|25006|25P03|42P01|3F000|3D000|40001|40P01)$/;

/** What `pg` says, without a code, of a connection that it lost or could not get in time. */
const WORDS = /Connection terminated|timeout exceeded when trying to connect|Query read timeout|timeout expired|Client has encountered a connection error|not queryable|Cannot use a pool after calling end/;

/** Whether an error means "the database does not answer at the moment": the caller is told 503 and tries again. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof NoTimeLeft) return true;
  const { code, errors, driverError, cause } = error as Error & Partial<Record<'code' | 'errors' | 'driverError' | 'cause', unknown>>;
  if (typeof code === 'string' && (SOCKET_CODES.has(code) || STATES.test(code))) return true;
  if (WORDS.test(error.message)) return true;
  if (Array.isArray(errors)) return errors.some(isUnavailable);
  return driverError !== undefined ? isUnavailable(driverError) : cause !== undefined && isUnavailable(cause);
}

/** Whether a row was written for a user who has been deleted meanwhile (23503; every key to `users` is named fk_…_user). */
export function namesNobody(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, constraint = '', driverError } = error as Error & { code?: string; constraint?: string; driverError?: unknown };
  return (code === '23503' && /^fk_.*_user$/.test(constraint)) || namesNobody(driverError);
}

/** Whether a table or schema is missing (42P01, 3F000), so that the migrations have not run. */
export function isMissingTable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return code === '42P01' || code === '3F000' || isMissingTable(error.cause);
}
