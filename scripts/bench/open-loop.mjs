import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} Arrival
 * @property {number | string} status a word where no answer came: the error's code (ECONNRESET), `none` past the caller's limit
 * @property {number} ms from the moment at which it was due, so that waiting to be sent counts too
 * @property {number} lateMs how much after that it was sent
 * @property {number} doneMs when it was answered, counted from the begin of the loop
 */

/**
 * Requests that arrive by the clock, evenly, whether or not those before have been answered.
 *
 * @param {{ perSecond: number, seconds: number, once: (index: number) => Promise<{ status: number }> }} load
 * @returns {Promise<Arrival[]>} when all are answered
 */
export async function openLoop({ perSecond, seconds, once }) {
  const began = performance.now();
  const under = [];
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const due = began + (index * 1000) / perSecond;
    if (due > performance.now()) await sleep(due - performance.now());
    under.push(arrive({ began, due, once: () => once(index) }));
  }
  return Promise.all(under);
}

async function arrive({ began, due, once }) {
  const lateMs = performance.now() - due;
  const { status } = await once().catch(({ code = 'none' }) => ({ status: code }));
  const now = performance.now();
  return { status, ms: now - due, lateMs, doneMs: now - began };
}
