/** 3 to 32 letters, digits, dots, underscores and dashes; without "@", so that no username looks like an address. */
export const USERNAME_PATTERN = /^[A-Za-z0-9._-]{3,32}$/;
export const USERNAME_FORM = '3 to 32 letters, digits, dots, underscores or dashes';

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
