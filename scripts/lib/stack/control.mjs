import { randomBytes } from 'node:crypto';
import http from 'node:http';

/**
 * The supervisor's own door, on the loopback address and for holders of its token: who answers here is the stack, which
 * a process id alone would not prove.
 *
 * @param {{ describe: () => object, stop: () => void }} handlers
 * @returns {Promise<{ address: { port: number, token: string }, close: () => void }>}
 */
export async function openControl({ describe, stop }) {
  const token = randomBytes(24).toString('base64url');
  const server = http.createServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end();
    response.setHeader('connection', 'close');
    response.end(JSON.stringify(describe()));
    if (request.method === 'POST') stop();
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: { port: server.address().port, token }, close };
}

/** Asks a supervisor. @returns {Promise<object | null>} null when nobody answers within two seconds */
export function askControl({ port, token }, method = 'GET') {
  return new Promise((resolve) => {
    const options = { port, host: '127.0.0.1', method, timeout: 2000, agent: false };
    const request = http.request({ ...options, headers: { authorization: `Bearer ${token}` } }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve(response.statusCode === 200 ? JSON.parse(body) : null));
      response.on('error', () => resolve(null));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(null));
    request.end();
  });
}
