import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';

/** The setup answer holds the secret: no cache may keep it (RFC 9111 §5.2.2.5; Pragma for caches of HTTP/1.0, §5.4). */
@Injectable()
export class TotpNoStoreInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    reply.header('Cache-Control', 'no-store').header('Pragma', 'no-cache');
    return next.handle();
  }
}
