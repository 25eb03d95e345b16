import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { defer, from, mergeAll, type Observable } from 'rxjs';
import { FactorRegistry } from '../registry/factor-registry';

/** Runs the interceptors of the factor that the path names, the first one outermost. */
@Injectable()
export class FactorInterceptor implements NestInterceptor {
  constructor(private readonly registry: FactorRegistry) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { params } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { type: string } }>>();
    const interceptors = this.registry.getPrimary(params.type).interceptors ?? [];
    const around = (inner: CallHandler, interceptor: NestInterceptor): CallHandler => ({
      handle: () => defer(() => from(Promise.resolve(interceptor.intercept(context, inner)))).pipe(mergeAll()),
    });
    return interceptors.reduceRight(around, next).handle();
  }
}
