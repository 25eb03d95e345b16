import type { Database } from '@countersign/database';
import type { UserFacts } from '@countersign/web';
import { newId } from '@countersign/kernel';
import { Accounts } from '../accounts';

/** A user of its own for a test, with a password hash that matches nothing. */
export function makeUser(database: Database, username = `u-${newId().slice(-12)}`): Promise<UserFacts> {
  const email = `${username}@example.org`;
  const accounts = new Accounts(database);
  return database.transaction((tx) => accounts.create(tx, { email, username, passwordHash: '$argon2id$none' }));
}
