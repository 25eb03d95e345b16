import { Type } from 'class-transformer';
import { IsIP, IsString, Length, Matches, MaxLength, ValidateNested } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { MayBeLeftOut } from '../input/may-be-left-out';
import { invalid } from '../input/json-body';
import { validateInput } from '../input/validate-input';

/** Where the end user was, as the application says: recorded as a claim, believed by no limit. */
class ClaimedOriginInput {
  @MayBeLeftOut()
  @IsIP()
  readonly ipAddress?: string;

  @MayBeLeftOut()
  @IsString()
  @MaxLength(500)
  readonly userAgent?: string;
}

/** In the query of an @OnBehalf route. */
export class BehalfQuery {
  /** For whom an administrator's key acts: a UUID, or `ext:` and the externalId. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 132)
  @Matches(/^(ext:[\x21-\x7e]+|[0-9a-fA-F-]{36})$/, { message: 'must be a UUID or ext:<externalId>' })
  readonly userId?: string;
}

/** In the body of an @OnBehalf route, beside its own members. */
export class BehalfBody extends BehalfQuery {
  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => ClaimedOriginInput)
  readonly context?: ClaimedOriginInput;
}

/**
 * Takes the members that say for whom a key acts out of body and query, so that no DTO has to know them.
 *
 * @throws problems.validation_failed
 */
export async function takeBehalf(request: FastifyRequest): Promise<BehalfBody> {
  const { userId: inQuery, ...query } = (request.query ?? {}) as Record<string, unknown>;
  const { userId: inBody, context, ...body } = (request.body ?? {}) as Record<string, unknown>;
  if (inQuery !== undefined && inBody !== undefined && inQuery !== inBody) {
    throw invalid([{ pointer: '/userId', detail: 'must be the same in body and query, or in one of them' }]);
  }
  request.query = query;
  request.body = body;
  return validateInput(BehalfBody, { userId: inBody === undefined ? inQuery : inBody, context });
}
