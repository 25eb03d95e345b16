import { setTimeout as sleep } from 'node:timers/promises';
import { openCaller } from '../lib/load/caller.mjs';

const MOST_TRIES = 100;

/** Thrown where a walk cannot go on: a limit refused it, or an answer was not the one that it needs. */
export class Stopped extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

/**
 * A client that, as a real one would, takes 503 with Retry-After for "come again then"; each answer is recorded, also those.
 *
 * @param {{ url: string, figures: import('./figures.mjs').Figures }} options
 */
export function openClient({ url, figures }) {
  const { send, close } = openCaller(url);

  async function recorded(method, path, options) {
    const route = `${method} ${path}`;
    const began = performance.now();
    try {
      const reply = await send(method, `/api${path}`, options);
      figures.add(route, reply.status, performance.now() - began);
      return reply;
    } catch (error) {
      figures.add(route, 'none', performance.now() - began);
      throw new Stopped('failed', `no answer at ${route}: ${error.message}`);
    }
  }

  /** `body` may be a function: what is sent may have changed when it is sent again. */
  async function ask(method, path, { body: given, ...options }) {
    for (let tries = 1; ; tries += 1) {
      const sent = typeof given === 'function' ? given() : given;
      const { status, retryAfter, body } = await recorded(method, path, { ...options, body: sent });
      if (status < 400) return body.data;
      if (status === 429 && retryAfter > 0) throw new Stopped('refused', `429 at ${method} ${path}`);
      const mayCome = status === 503 && retryAfter > 0 && tries < MOST_TRIES;
      if (!mayCome) throw new Stopped('failed', `${status} at ${method} ${path}: ${body.code ?? 'no code'}`);
      // Spread over the second after, or all would come at the same moment again.
      await sleep(retryAfter * 1000 + Math.random() * 1000);
    }
  }

  return { ask, close };
}
