import { createParamDecorator, Injectable, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { FactorRegistry } from '../registry/factor-registry';
import { ConfirmDto, SetUpDto } from './factor.dto';
import { validateMembers } from './validate-members';

type Step = 'setup' | 'verify-setup';

interface FactorBodyRead {
  readonly step: Step;
  readonly type: string;
  readonly body: unknown;
}

/** The route's own members, and the factor's. */
export interface FactorInput<Own extends object> {
  readonly own: Own;
  readonly factor: object;
}

/** The body of a `/2fa/:type/…` route: `@FactorBody('setup', FactorInputPipe) input: FactorInput<SetUpDto>`. */
export const FactorBody = createParamDecorator((step: Step, context: ExecutionContext): FactorBodyRead => {
  const { params, body } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { type: string } }>>();
  return { step, type: params.type, body };
});

/** Checks a body by the DTO of the factor that the path names. */
@Injectable()
export class FactorInputPipe implements PipeTransform<FactorBodyRead, Promise<FactorInput<object>>> {
  constructor(private readonly registry: FactorRegistry) {}

  /** @throws not_found for an unknown factor, validation_failed */
  async transform({ step, type, body }: FactorBodyRead): Promise<FactorInput<object>> {
    const { setupDto, proofDto, confirmDto } = this.registry.getPrimary(type);
    const classes = step === 'setup' ? [SetUpDto, setupDto] : [ConfirmDto, confirmDto ?? proofDto];
    const [own = {}, factor = {}] = await validateMembers(body, classes);
    return { own, factor };
  }
}
