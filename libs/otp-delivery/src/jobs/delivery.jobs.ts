import { defineJob } from '@countersign/queue';

/** Seconds between attempts. A code is worth little after minutes; a notice must still arrive after an evening's outage. */
const SHORT = [1, 2, 4, 8];
const LONG = [...SHORT, 30, 120, 600, 1800, 3600, 3600, 3600];

const job = (name: string, queue: string, backoffSeconds: readonly number[]) =>
  defineJob({ name, queue, backoffSeconds, maxAttempts: backoffSeconds.length + 1 });

/** One job a purpose, each with a queue of its own, so that a backlog of one never delays a log-in. */
export const deliveryJobs = {
  code: job('delivery.code.v1', 'codes', SHORT),
  security: job('delivery.security-mail.v1', 'security-mails', LONG),
  other: job('delivery.message.v1', 'default', LONG),
};

export type Purpose = keyof typeof deliveryJobs;
