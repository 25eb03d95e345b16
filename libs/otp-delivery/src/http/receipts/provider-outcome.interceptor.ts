import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Logger } from '@countersign/observability';
import { success } from '@countersign/web';

/** What a handler made of a provider's report. */
export interface ProviderOutcome {
  readonly provider: string;
  readonly status: string;
  /** False: known already, too late, or of a message that is gone. */
  readonly isNews: boolean;
}

/** The provider gets a plain yes, whatever the report was worth, or it would complain or report again; what it was worth is logged. */
@Injectable()
export class ProviderOutcomeInterceptor implements NestInterceptor<ProviderOutcome> {
  constructor(private readonly logger: Logger) {}

  intercept(context: ExecutionContext, next: CallHandler<ProviderOutcome>): Observable<unknown> {
    const { params } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { messageId: string } }>>();
    return next.handle().pipe(
      map((outcome) => {
        this.logger.info({ messageId: params.messageId, ...outcome }, 'A provider told what became of a message');
        return success(undefined);
      }),
    );
  }
}
