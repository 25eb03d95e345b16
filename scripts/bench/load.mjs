import http from 'node:http';

const LIMIT_MS = 30_000;

/**
 * Keeps `inFlight` requests on their way for some seconds: as one is answered, the next leaves.
 *
 * @param {{ inFlight: number, seconds: number, once: (index: number) => Promise<void> }} load `once` throws where an answer is not
 *   the one that is measured
 * @returns {Promise<{ perSecond: number, times: number[] }>} times in ms, the shortest first; only what ended in time counts
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
  return { perSecond: times.length / seconds, times: times.sort((one, other) => one - other) };
}

/** The same with each item once, however long it takes. @param {{ inFlight: number, items: unknown[], once: (item: any) => Promise<void> }} load */
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
  return { perSecond: (items.length * 1000) / (performance.now() - began), times: times.sort((one, other) => one - other) };
}

/** One request over connections that stay open. @returns {Promise<any>} the body; throws for another status than 2xx */
export function openCaller(url) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });
  const call = (method, path, { body, token } = {}) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        'x-token-delivery': 'body',
        ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      };
      const request = http.request(`${url}${path}`, { method, agent, headers, timeout: LIMIT_MS }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString();
          if (response.statusCode < 300) return resolve(JSON.parse(answer));
          return reject(new Error(`${method} ${path} answered ${response.statusCode}: ${answer.slice(0, 500)}`));
        });
      });
      request.on('timeout', () => request.destroy(new Error(`${method} ${path}: nothing came`)));
      request.on('error', reject);
      request.end(text);
    });
  return { call, close: () => agent.destroy() };
}
