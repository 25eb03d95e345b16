import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { firstValueFrom, isObservable } from 'rxjs';
import { problems } from '@countersign/kernel';
import { FactorRegistry } from '../registry/factor-registry';

/** Runs the guards of the factor that the path names, in their order. */
@Injectable()
export class FactorGuard implements CanActivate {
  constructor(private readonly registry: FactorRegistry) {}

  /** @throws not_found for an unknown factor, forbidden when one of its guards says no */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { params } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { type: string } }>>();
    for (const guard of this.registry.getPrimary(params.type).guards ?? []) {
      const answer = guard.canActivate(context);
      const mayPass = isObservable(answer) ? await firstValueFrom(answer) : await answer;
      if (!mayPass) throw problems.forbidden({}, { reason: `a guard of the factor ${params.type} said no` });
    }
    return true;
  }
}
