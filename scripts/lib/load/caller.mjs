import http from 'node:http';
import https from 'node:https';

const LIMIT_MS = 30_000;
/** Below the 72 s after which the service closes a connection that nobody uses: no request must meet that. */
const IDLE_MS = 30_000;

/**
 * @typedef {object} Reply
 * @property {number} status
 * @property {number} retryAfter seconds, 0 when it is not said
 * @property {{ code?: string, data?: object }} body what is no JSON counts as {}
 */

/**
 * Sends requests over connections that stay open, as many at once as are asked for; tokens come and go in bodies.
 *
 * @param {string} url of the service, without a path
 * @returns {{ send: (method: string, path: string, options?: { body?: object, token?: string }) => Promise<Reply>, close: () => void }}
 *   `send` throws where no answer comes, within 30 s
 */
export function openCaller(url) {
  const { Agent, request } = url.startsWith('https:') ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity, timeout: IDLE_MS });
  const send = (method, path, { body, token } = {}) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        'user-agent': 'Countersign under load',
        'x-token-delivery': 'body',
        ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      };
      const sent = request(`${url}${path}`, { method, agent, headers, timeout: LIMIT_MS }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve(replyOf(response, Buffer.concat(chunks).toString())));
      });
      sent.on('timeout', () => sent.destroy(new Error(`nothing came within ${LIMIT_MS / 1000} s`)));
      sent.on('error', reject);
      sent.end(text);
    });
  return { send, close: () => agent.destroy() };
}

function replyOf({ statusCode, headers }, text) {
  const isJson = /json/.test(headers['content-type'] ?? '') && text !== '';
  return { status: statusCode, retryAfter: Number(headers['retry-after'] ?? 0), body: isJson ? JSON.parse(text) : {} };
}
