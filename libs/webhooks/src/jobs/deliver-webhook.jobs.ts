import { defineJob } from '@countersign/queue';

/** When our own database fails us. What a receiver does is a result, not a failure of the job. */
const OWN_TROUBLE = { maxAttempts: 20, backoffSeconds: [1, 5, 30, 120, 600], timeLimitSeconds: 60 };
/** Runs that wait for somebody else's answer cost little. */
const PLACES = 128;
/** How many of them may wait for receivers that take their time: fewer than there are, so that the next always finds one. */
export const SLOW_PLACES = 96;

/**
 * One message for each attempt of a delivery. Second attempts have a queue of their own, so that receivers that fail, and
 * hang while they do, take no place from those that answer.
 */
export const webhookJobs = {
  first: defineJob({ ...OWN_TROUBLE, name: 'webhooks.deliver.v1', queue: 'webhooks', concurrency: PLACES }),
  again: defineJob({ ...OWN_TROUBLE, name: 'webhooks.deliver-again.v1', queue: 'webhooks-again', concurrency: PLACES }),
};
