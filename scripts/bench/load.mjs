import { setTimeout as sleep } from 'node:timers/promises';
import { openCaller } from '../lib/load/caller.mjs';

const MOST_TRIES = 20;

/**
 * Keeps `inFlight` requests on their way for some seconds: as one is answered, the next leaves.
 *
 * @param {{ inFlight: number, seconds: number, once: (index: number) => Promise<void> }} load `once` throws where an answer is not
 *   the one that is measured
 * @returns {Promise<{ perSecond: number, answered: number, times: number[] }>} times in ms, the shortest first: of what ended in time,
 *   which alone counts a second; `answered`: those that came late too
 */
export async function closedLoop({ inFlight, seconds, once }) {
  const began = performance.now();
  const end = began + seconds * 1000;
  const times = [];
  let index = 0;
  const worker = async () => {
    for (let now = performance.now(); now < end; ) {
      await once(index++);
      const done = performance.now();
      if (done <= end) times.push(done - now);
      now = done;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return { perSecond: times.length / seconds, answered: index, times: times.sort((one, other) => one - other) };
}

/**
 * The same with each item once, however long it takes.
 *
 * @template Item
 * @param {{ inFlight: number, items: Item[], once: (item: Item) => Promise<void> }} load
 */
export async function eachOnce({ inFlight, items, once }) {
  const began = performance.now();
  const left = [...items];
  const times = [];
  const worker = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) {
      const asked = performance.now();
      await once(item);
      times.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const ms = performance.now() - began;
  return { perSecond: (items.length * 1000) / ms, ms, answered: items.length, times: times.sort((one, other) => one - other) };
}

/**
 * What can be asked once only, again and again: `reset` makes it good between passes and is not measured.
 *
 * @param {{ seconds: number, reset: () => Promise<unknown>, pass: () => Promise<{ ms: number, answered: number, times?: number[] }> }} load
 */
export async function inPasses({ seconds, reset, pass }) {
  let [ms, answered] = [0, 0];
  const all = [];
  while (ms < seconds * 1000) {
    await reset();
    const one = await pass();
    ms += one.ms;
    answered += one.answered;
    all.push(...(one.times ?? []));
  }
  return { perSecond: (answered * 1000) / ms, answered, times: all.sort((one, other) => one - other) };
}

/**
 * A caller that takes no other status than 2xx.
 *
 * @param {string} url of the service, without a path
 */
export function openStrictCaller(url) {
  const { send, close } = openCaller(url);
  const call = async (method, path, options) => {
    const { status, retryAfter, body } = await send(method, path, options);
    if (status >= 200 && status < 300) return body;
    throw Object.assign(new Error(`${method} ${path} answered ${status}: ${JSON.stringify(body)}`), { status, retryAfter });
  };
  return { call, close };
}

/** The same where nothing is measured: whoever is asked to come again does so. */
export function patient(call) {
  return async (...request) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await call(...request);
      } catch (error) {
        if (error.status !== 503 || tries === MOST_TRIES) throw error;
        await sleep(error.retryAfter * 1000);
      }
    }
  };
}
