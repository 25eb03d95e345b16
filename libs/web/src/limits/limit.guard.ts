import { Injectable, type ExecutionContext } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerRequest } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problems } from '@countersign/kernel';
import { clientAddress } from '../address/client-address';
import { limitKeyOf } from '../address/trusted-proxies';
import { routeRules } from '../decorators/route-rules';
import { limitHeaders, type Counted } from './limit-headers';

const UNLIMITED = /^\/(health|\.well-known|docs|dev)(\/|\?|$)/;

/** The limits by client address: the throttler's, with one count over all routes, our storage and plain headers. */
@Injectable()
export class LimitGuard extends ThrottlerGuard {
  private readonly counted = new WeakMap<FastifyRequest, Counted[]>();

  protected override async shouldSkip(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return UNLIMITED.test(request.url) || routeRules(context.getClass(), context.getHandler()).isUnlimited;
  }

  protected override async getTracker(request: Record<string, unknown>): Promise<string> {
    return limitKeyOf(clientAddress(request as unknown as FastifyRequest));
  }

  /** One count an address, not one a route: spreading guesses over routes gains nothing. */
  protected override generateKey(context: ExecutionContext, tracker: string, name: string): string {
    const bucket = name === 'route' ? routeRules(context.getClass(), context.getHandler()).addressLimit?.name : name;
    return `${bucket}:${tracker}`;
  }

  protected override async handleRequest(props: ThrottlerRequest): Promise<boolean> {
    const { context, limit, ttl, throttler, blockDuration, getTracker, generateKey } = props;
    const { req, res } = this.getRequestResponse(context) as { req: FastifyRequest; res: FastifyReply };
    const tracker = await getTracker(req as unknown as Record<string, unknown>, context);
    const key = generateKey(context, tracker, throttler.name ?? 'address');
    const record = await this.storageService.increment(key, ttl, limit, blockDuration, throttler.name ?? 'address');
    const [name = 'address'] = key.split(':');
    const count = { name, limit, windowSeconds: Math.ceil(ttl / 1000), used: record.totalHits, resetSeconds: record.timeToExpire };
    const all = [...(this.counted.get(req) ?? []), count];
    this.counted.set(req, all);
    res.headers(limitHeaders(all));
    if (!record.isBlocked) return true;
    throw problems.too_many_requests({ limit }, { retryAfterSeconds: record.timeToExpire, reason: `limit "${name}"` });
  }
}
