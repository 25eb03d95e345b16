import { defineJob, type Job } from '@countersign/queue';

/**
 * Seconds between attempts; the last one repeats. A code is tried until it expires, which its row says; a notice must still
 * arrive after an evening's outage.
 */
const SHORT = [1, 2, 4, 8];
const LONG = [...SHORT, 30, 120, 600, 1800, 3600, 3600, 3600];
/** No code is good for longer (OTP_EXPIRY_MINUTES). */
const LONGEST_CODE_SECONDS = 600;
/** The queue takes away a fifth of a pause at most: enough attempts for the longest code even so. */
const MOST_SHORT_ATTEMPTS = SHORT.length + Math.ceil(LONGEST_CODE_SECONDS / (8 * 0.8));

const job = (name: string, queue: string, backoffSeconds: readonly number[], maxAttempts = backoffSeconds.length + 1) =>
  defineJob({ name, queue, backoffSeconds, maxAttempts, timeLimitSeconds: 90 });

/** One job a purpose, with queues of their own, so that a backlog of one never delays a log-in; nor do providers that hang: text messages share none with mail. */
export const deliveryJobs = {
  code: job('delivery.code.v1', 'codes', SHORT, MOST_SHORT_ATTEMPTS),
  security: job('delivery.security-mail.v1', 'security-mails', LONG),
  notice: job('delivery.notice.v1', 'security-mails', LONG),
  other: job('delivery.message.v1', 'default', LONG),
};

/** Codes by text message. */
export const textCodeJob = job('delivery.text-code.v1', 'text-codes', SHORT, MOST_SHORT_ATTEMPTS);

export type Purpose = keyof typeof deliveryJobs;

/** Which job delivers a message. */
export function deliveryJobFor(purpose: Purpose, channel: string): Job {
  return purpose === 'code' && channel === 'sms' ? textCodeJob : deliveryJobs[purpose];
}

/** Tells the listeners what became of a message. */
export const receiptJob = defineJob({ name: 'delivery.receipt.v1', queue: 'default', maxAttempts: 8, backoffSeconds: [1, 5, 30, 120, 600] });
