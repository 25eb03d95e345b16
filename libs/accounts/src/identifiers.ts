/** 3 to 32 letters, digits, dots, underscores and dashes; without "@", so that no username looks like an address. */
export const USERNAME_PATTERN = /^[A-Za-z0-9._-]{3,32}$/;
export const USERNAME_FORM = '3 to 32 letters, digits, dots, underscores or dashes';

/** Quotes, spaces of any kind, control and invisible characters. */
const UNFIT_FOR_A_MAILBOX = /["\p{C}\p{Z}]/u;

/** Whether a text may stand in a mail's header as an address: no quotes, no spaces, nothing that is not printed. */
export function isPlain(email: string): boolean {
  return !UNFIT_FOR_A_MAILBOX.test(email);
}

/**
 * What an e-mail address is looked up by: trimmed and without regard to case. Canonical equivalence alone (NFC): NFKC
 * would make one account of addresses that mail servers keep apart.
 */
export function normaliseEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

/** What a username is looked up by. */
export function normaliseUsername(username: string): string {
  return username.trim().toLowerCase();
}
