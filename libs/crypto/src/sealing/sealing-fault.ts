/**
 * A sealed value that does not open: it was moved to another row, changed, or its key is gone from ENCRYPTION_KEYS. It
 * is an internal fault that nobody catches, never an answer to a user; the message names the place, no value.
 */
export class SealingFault extends Error {
  override readonly name = 'SealingFault';
}
