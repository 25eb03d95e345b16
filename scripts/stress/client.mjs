import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 30_000;
const MOST_TRIES = 100;

/** Thrown where a walk cannot go on: a limit refused it, or an answer was not the one that it needs. */
export class Stopped extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

/**
 * A client over connections that stay open. As a real one would, it takes 503 with Retry-After for "come again then"; each
 * answer is recorded, also those.
 *
 * @param {{ url: string, figures: import('./figures.mjs').Figures }} options
 */
export function openClient({ url, figures }) {
  const { Agent, request } = url.startsWith('https:') ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const once = (call) => timed(call, { request, agent, url, figures });

  async function ask(method, path, options = {}) {
    for (let tries = 1; ; tries += 1) {
      const answer = await once({ method, path, ...options });
      if (answer.status < 400) return answer.body.data;
      if (answer.status === 429 && answer.retryAfter > 0) throw new Stopped('refused', `429 at ${method} ${path}`);
      const mayCome = answer.status === 503 && answer.retryAfter > 0 && tries < MOST_TRIES;
      if (!mayCome) throw new Stopped('failed', `${answer.status} at ${method} ${path}: ${answer.body.code ?? 'no code'}`);
      // Spread over the second after, or all would come at the same moment again.
      await sleep(answer.retryAfter * 1000 + Math.random() * 1000);
    }
  }

  return { ask, close: () => agent.destroy() };
}

async function timed(call, { figures, ...transport }) {
  const route = `${call.method} ${call.path}`;
  const began = performance.now();
  try {
    const answer = await send(call, transport);
    figures.add(route, answer.status, performance.now() - began);
    return answer;
  } catch (error) {
    figures.add(route, 'none', performance.now() - began);
    throw new Stopped('failed', `no answer at ${route}: ${error.message}`);
  }
}

function send({ method, path, body, token }, { request, agent, url }) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    'user-agent': 'Countersign stress test',
    'x-token-delivery': 'body',
    ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/api${path}`, { method, agent, headers, timeout: LIMIT_MS }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve(answerOf(response, chunks)));
    });
    sent.on('timeout', () => sent.destroy(new Error(`nothing came within ${LIMIT_MS / 1000} s`)));
    sent.on('error', reject);
    sent.end(text);
  });
}

function answerOf({ statusCode, headers }, chunks) {
  const text = Buffer.concat(chunks).toString();
  const isJson = /json/.test(headers['content-type'] ?? '');
  return { status: statusCode, retryAfter: Number(headers['retry-after'] ?? 0), body: isJson && text ? JSON.parse(text) : {} };
}
