import net from 'node:net';
import { Fault } from '../fault.mjs';

const LOOPBACK = '127.0.0.1';
const NEIGHBOURS = 100;

/** Whether this process could listen there now. */
export async function isFree(port, host = LOOPBACK) {
  return (await listenOnce(port, host)) !== null;
}

/** Any port that is free on the loopback address. */
export async function freePort() {
  return listenOnce(0, LOOPBACK);
}

/** `wanted` itself, or the next free one above it; never one of `except`, which others will listen on. */
export async function nextFreePort(wanted, { host = LOOPBACK, except = new Set() } = {}) {
  for (let port = wanted; port < wanted + NEIGHBOURS; port++) {
    if (!except.has(port) && (await isFree(port, host))) return port;
  }
  throw new Fault(`No port between ${wanted} and ${wanted + NEIGHBOURS} is free: set PORT to one that is.`);
}

/** @returns {Promise<number | null>} the port that it listened on for a moment, null when it could not */
function listenOnce(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(null));
    server.listen(port, host, () => {
      const taken = server.address().port;
      server.close(() => resolve(taken));
    });
  });
}
