import http from 'node:http';

/**
 * The posts a second of Node's own client with nothing else to do, over connections that stay open: what the worker's webhooks are
 * held against.
 *
 * @param {{ url: string, count: number, body: string, inFlight: number }} options `url` of a receiver
 */
export async function barePostsPerSecond({ url, count, body, inFlight }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: inFlight });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const post = () =>
    new Promise((resolve, reject) => {
      const sent = http.request(url, { method: 'POST', agent, headers }, (response) => response.resume().on('end', resolve));
      sent.on('error', reject).end(body);
    });
  await post();
  const began = performance.now();
  await Promise.all(Array.from({ length: count }, post));
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  return count / seconds;
}
