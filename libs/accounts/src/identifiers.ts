import { domainToASCII } from 'node:url';
import type { UserFacts } from '@countersign/web';

/** 3 to 32 letters, digits, dots, underscores and dashes; without "@", so that no username looks like an address. */
export const USERNAME_PATTERN = /^[A-Za-z0-9._-]{3,32}$/;
export const USERNAME_FORM = '3 to 32 letters, digits, dots, underscores or dashes';

/** A domain that may be written in two ways: by its letters, or in ASCII (RFC 5890 §2.3.2). */
const FOREIGN_DOMAIN = /@[^@]*(?:xn--|[^@\p{ASCII}])[^@]*$/u;

/** Quotes, spaces of any kind, control and invisible characters. */
const UNFIT_FOR_A_MAILBOX = /["\p{C}\p{Z}]/u;

/** Whether a text may stand in a mail's header as an address: no quotes, no spaces, nothing that is not printed. */
export function isPlain(email: string): boolean {
  return !UNFIT_FOR_A_MAILBOX.test(email);
}

/**
 * What an e-mail address is looked up and counted by: trimmed, without regard to case, and its domain in ASCII, as a mail
 * server is asked for it (RFC 5891 §4.4). Canonical equivalence alone (NFC) of what stands before: NFKC would make one account
 * of addresses that mail servers keep apart.
 */
export function normaliseEmail(email: string): string {
  const address = email.trim().normalize('NFC').toLowerCase();
  if (!FOREIGN_DOMAIN.test(address)) return address;
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1)) || address.slice(at + 1)}`;
}

/**
 * The name to greet a user by in a mail to the account's address; null: by none. Whoever registers chooses the name, and may have
 * given somebody else's address; and of a name with a dot mail programs make a link.
 */
export function nameToGreet({ username, emailVerified }: Pick<UserFacts, 'username' | 'emailVerified'>): string | null {
  return username !== null && emailVerified && !/[^\p{L}\p{N}_-]/u.test(username) ? username : null;
}

/** What a username is looked up by. */
export function normaliseUsername(username: string): string {
  return username.trim().toLowerCase();
}
