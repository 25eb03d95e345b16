import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { problems } from '@countersign/kernel';
import { principalOf } from '@countersign/web';

/**
 * Who may read a trail here: the user of a session, and only the own one. The controller asks for the caller's events
 * alone; this refuses a key, and whoever names another user, instead of quietly answering with something else.
 */
@Injectable()
export class AuditReaderGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = principalOf(request);
    if (!principal) throw problems.invalid_token();
    const named = (request.query as { userId?: unknown } | undefined)?.userId;
    const isOwn = named === undefined || named === principal.userId;
    if (principal.via !== 'session' || !isOwn) throw problems.forbidden({}, { reason: 'not the own audit trail' });
    return true;
  }
}
