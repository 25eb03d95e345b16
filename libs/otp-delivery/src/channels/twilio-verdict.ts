/**
 * Errors of Twilio's (https://www.twilio.com/docs/api/errors) that another try would meet again, whoever sends. Everything
 * else may pass, or may be our account's fault: then the next provider can do better.
 */
const UNDELIVERABLE = new Set([
  21211, // no valid number
  21214, // cannot be reached
  21217, // no valid number
  21265, // a short code cannot get messages
  21407, // a kind of number that cannot get messages
  21610, // opted out by STOP
  21614, // a landline
  30004, // blocked by its owner
  30005, // unknown or out of service
  30006, // a landline, or a carrier out of reach
  30011, // a kind of number that cannot get messages
]);

/** The message itself is at fault. */
const REFUSED = new Set([
  21602, // without text
  21617, // too long
  30007, // filtered by the carrier
]);

/** What one of Twilio's error codes means for a message. */
export function verdictOf(code: number | null): { isPermanent: boolean; isUndeliverable: boolean } {
  const isUndeliverable = code !== null && UNDELIVERABLE.has(code);
  return { isPermanent: isUndeliverable || (code !== null && REFUSED.has(code)), isUndeliverable };
}

const LOST = new Set(['undelivered', 'failed', 'canceled']);

/** Whether a message of this status will not arrive. */
export const isLost = (status: string): boolean => LOST.has(status);
