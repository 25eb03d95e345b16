import type { FastifyRequest } from 'fastify';
import type { Logger } from '@countersign/observability';
import type { TrustedProxies } from './trusted-proxies';

const HOUR_MS = 3_600_000;

/**
 * Warns once an hour of an X-Forwarded-For that is not believed: behind a proxy that is missing in TRUSTED_PROXIES all
 * clients look like one and share its limit.
 */
export class ForwardingWatch {
  private quietUntil = 0;

  constructor(
    private readonly proxies: TrustedProxies,
    private readonly logger: Logger,
  ) {}

  look(request: FastifyRequest): void {
    if (request.headers['x-forwarded-for'] === undefined || performance.now() < this.quietUntil) return;
    const address = request.socket.remoteAddress;
    if (this.proxies.trusts(address)) return;
    this.quietUntil = performance.now() + HOUR_MS;
    this.logger.warn({ address }, 'X-Forwarded-For of this address is ignored. If it is your proxy, add it to TRUSTED_PROXIES.');
  }
}
