import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problems } from '@countersign/kernel';
import { CredentialReaders } from '../access/credential-reader';
import { clientAddress } from '../address/client-address';
import { limitKeyOf } from '../address/trusted-proxies';
import { principalOf } from '../decorators/parameters';
import { WebSettings } from '../web.settings';
import { limitHeaders } from './limit-headers';
import { LimitStorage } from './limit.storage';

/**
 * Requests with a credential that has a limit of its own (API keys): those that are accepted count there and nowhere else,
 * or a hundred an address would starve an application server. Those that are refused count by address, in a bucket apart, so
 * that what others do from the address closes it to no good key.
 */
@Injectable()
export class RefusedCredentials {
  private readonly open = new WeakSet<FastifyRequest>();

  constructor(
    private readonly readers: CredentialReaders,
    private readonly storage: LimitStorage,
    private readonly settings: WebSettings,
  ) {}

  /**
   * Whether the request is left to the limit of its credential. Only on a route that looks at it: elsewhere a text that
   * looks like a key would be a way round the limit.
   *
   * @throws problems.too_many_requests when the address has had too many refused.
   */
  async admits(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    if (!request.routeOptions.config.rules?.scopes || !this.readers.haveOwnLimit(request)) return false;
    const limit = this.settings.RATE_LIMIT_MAX_REQUESTS;
    const { totalHits, timeToExpire } = await this.storage.peek(keyOf(request));
    if (totalHits >= limit) {
      const windowSeconds = Math.ceil(this.settings.RATE_LIMIT_WINDOW_MS / 1000);
      reply.headers(limitHeaders([{ name: 'refused', limit, windowSeconds, used: totalHits, resetSeconds: timeToExpire }]));
      throw problems.too_many_requests({ limit }, { retryAfterSeconds: timeToExpire, reason: 'limit "refused"' });
    }
    this.open.add(request);
    return true;
  }

  /** Whether `admits` has left the request to its credential, and `settle` has not looked at it yet. */
  isOpen(request: FastifyRequest): boolean {
    return this.open.has(request);
  }

  /**
   * Before the answer goes out: counts a request whose credential was refused. A body that is no JSON and a database that is away
   * end a request before anybody looked at its credential: counted, they would close the address to a good one.
   */
  async settle(request: FastifyRequest, { statusCode }: FastifyReply): Promise<void> {
    if (!this.open.delete(request) || statusCode !== 401 || principalOf(request)) return;
    await this.storage.increment(keyOf(request), this.settings.RATE_LIMIT_WINDOW_MS, this.settings.RATE_LIMIT_MAX_REQUESTS);
  }
}

const keyOf = (request: FastifyRequest) => `refused:${limitKeyOf(clientAddress(request))}`;
