import { Fault } from './fault.mjs';

const SILENCE_MS = 8000;

/** A log that names the command and the seconds since its start. @returns {(line: string) => void} */
export function createLog(purpose) {
  const began = Date.now();
  return (line) => console.log(`${purpose} ${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s  ${line}`);
}

/**
 * Awaits `work`, saying every eight seconds that it still does.
 *
 * @template T
 * @param {{ log: (line: string) => void, doing: string, limitSeconds: number, remedy: string }} options
 * @param {Promise<T>} work
 * @returns {Promise<T>} rejects with a Fault that names the remedy after the limit
 */
export function patiently({ log, doing, limitSeconds, remedy }, work) {
  const began = Date.now();
  const talk = setInterval(() => log(`still ${doing} … ${Math.round((Date.now() - began) / 1000)} s`), SILENCE_MS);
  let limit;
  const late = new Promise((_, reject) => {
    const fault = new Fault(`Gave up ${doing} after ${limitSeconds} s: ${remedy}.`);
    limit = setTimeout(() => reject(fault), limitSeconds * 1000);
  });
  return Promise.race([work, late]).finally(() => {
    clearInterval(talk);
    clearTimeout(limit);
  });
}
