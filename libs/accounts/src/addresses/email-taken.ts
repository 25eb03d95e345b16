import { accountProblems } from '../accounts.problems';

/** For a statement that gives a user an address: a unique violation (PostgreSQL 23505) is two at once, of whom the other was first. */
export function emailTaken(error: unknown): never {
  if ((error as { code?: unknown }).code !== '23505') throw error;
  throw accountProblems.email_taken({}, { reason: 'another account has the address by now' });
}
