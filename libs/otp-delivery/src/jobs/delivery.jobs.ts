import { defineJob } from '@countersign/queue';

/**
 * Seconds between attempts; the last one repeats. A code is tried until it expires, which its row says; a notice must still
 * arrive after an evening's outage.
 */
const SHORT = [1, 2, 4, 8];
const LONG = [...SHORT, 30, 120, 600, 1800, 3600, 3600, 3600];
/** Of a code that does not say when it expires: some eight minutes. */
const MOST_SHORT_ATTEMPTS = 60;

const job = (name: string, queue: string, backoffSeconds: readonly number[], maxAttempts = backoffSeconds.length + 1) =>
  defineJob({ name, queue, backoffSeconds, maxAttempts, timeLimitSeconds: 90 });

/** One job a purpose, each with a queue of its own, so that a backlog of one never delays a log-in. */
export const deliveryJobs = {
  code: job('delivery.code.v1', 'codes', SHORT, MOST_SHORT_ATTEMPTS),
  security: job('delivery.security-mail.v1', 'security-mails', LONG),
  other: job('delivery.message.v1', 'default', LONG),
};

export type Purpose = keyof typeof deliveryJobs;

/** Tells the listeners what became of a message. */
export const receiptJob = defineJob({ name: 'delivery.receipt.v1', queue: 'default', maxAttempts: 8, backoffSeconds: [1, 5, 30, 120, 600] });
