import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { tap, type Observable } from 'rxjs';
import { Logger } from '@countersign/observability';
import { originOf, principalOf } from '@countersign/web';

/**
 * Reading a trail leaves a trace itself, in the log: who read it, and from where (OWASP ASVS 5.0 §16.2.1: who, when,
 * where, what). Not in the trail, which would grow by being looked at.
 */
@Injectable()
export class AuditContextInterceptor implements NestInterceptor {
  constructor(private readonly logger: Logger) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { userId, sessionId } = principalOf(request) ?? {};
    const note = () => this.logger.info({ ...originOf(request), userId, sessionId }, 'An audit trail was read');
    return next.handle().pipe(tap({ complete: note }));
  }
}
