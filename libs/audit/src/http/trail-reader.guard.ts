import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { problems } from '@countersign/kernel';
import { principalOf } from '@countersign/web';

/** The same whoever is named, and whether or not there is such a user, as for other routes. */
const REFUSAL = 'Only an administrator reads the events of other users.';

/**
 * Who may read the whole trail: an administrator, by session or key. The key of an ordinary user reads the own part of it,
 * and is refused when it names another user.
 */
@Injectable()
export class TrailReaderGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = principalOf(request);
    if (!principal) throw problems.invalid_token();
    if (principal.user.role === 'admin') return true;
    const named = (request.query as { userId?: unknown } | undefined)?.userId;
    const isOwn = named === undefined || (typeof named === 'string' && named.toLowerCase() === principal.userId);
    if (principal.via !== 'key' || !isOwn) throw problems.forbidden({}, { detail: REFUSAL, reason: 'not an administrator' });
    return true;
  }
}
