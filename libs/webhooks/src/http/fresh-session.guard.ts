import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { FreshPolicy, principalOf } from '@countersign/web';

/**
 * Who makes a webhook is shown a secret and told of all that happens from then on: a session must be fresh for that. A key
 * is as good as its scope, since the application that holds it is the one that listens.
 */
@Injectable()
export class FreshSessionGuard implements CanActivate {
  constructor(private readonly fresh: FreshPolicy) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = principalOf(request);
    if (principal?.via === 'session') this.fresh.check(principal);
    return true;
  }
}
