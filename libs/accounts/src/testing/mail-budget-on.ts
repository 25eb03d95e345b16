import { settingsFor } from '@countersign/config/testing';
import { RingDigests } from '@countersign/crypto';
import { testCryptoSettings } from '@countersign/crypto/testing';
import type { Database } from '@countersign/database';
import { AccountsSettings } from '../accounts.settings';
import { CountKeys } from '../count-keys';
import { MailBudget } from '../links/mail-budget';

/** The budget of mails on a test's database. */
export function mailBudgetOn(database: Database, variables: Readonly<Record<string, string>> = {}): MailBudget {
  return new MailBudget(database, settingsFor(AccountsSettings, variables), new CountKeys(new RingDigests(testCryptoSettings())));
}
