import { createParamDecorator, Injectable, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { joinedInput, validateInput } from '@countersign/web';
import { FactorRegistry } from '../registry/factor-registry';
import { ConfirmDto, SetUpDto } from './factor.dto';

type Step = 'setup' | 'verify-setup';

interface FactorBodyRead {
  readonly step: Step;
  readonly type: string;
  readonly body: unknown;
}

/** The body of a `/2fa/:type/…` route: `@FactorBody('setup', FactorInputPipe) input: SetUpDto`. */
export const FactorBody = createParamDecorator((step: Step, context: ExecutionContext): FactorBodyRead => {
  const { params, body } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { type: string } }>>();
  return { step, type: params.type, body };
});

/** Checks a body by the route's own DTO joined to that of the factor that the path names. */
@Injectable()
export class FactorInputPipe implements PipeTransform<FactorBodyRead, Promise<object>> {
  constructor(private readonly registry: FactorRegistry) {}

  /** @throws not_found for an unknown factor, validation_failed */
  async transform({ step, type, body }: FactorBodyRead): Promise<object> {
    const { setupDto, proofDto, confirmDto } = this.registry.getPrimary(type);
    const own = step === 'setup' ? joinedInput([SetUpDto, setupDto]) : joinedInput([ConfirmDto, confirmDto ?? proofDto]);
    return validateInput<object>(own, body);
  }
}
