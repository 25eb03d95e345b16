import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { foldAddress } from './trusted-proxies';

/** The client's address after TRUSTED_PROXIES; the socket's own where a trusted proxy forwarded something else. */
export function clientAddress(request: FastifyRequest): string {
  const address = foldAddress(request.ip);
  return isIP(address) > 0 ? address : foldAddress(request.socket.remoteAddress ?? '');
}
