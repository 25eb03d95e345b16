import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { CredentialSource, type CredentialReader, type Principal } from '@countersign/web';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../authenticated';
import { EnrolmentTokens } from './enrolment-tokens';
import { authenticateEnrolment } from './enrolment.statements';
import { refusedToken } from './refused-token';

const ENROLMENT_BEARER = /^bearer\s+(et_\S*)$/i;

/** The bearer of somebody who has to enrol a second factor before anything else: good for routes with `@AllowEnrolment()` alone. */
@Injectable()
@CredentialSource()
export class EnrolmentReader implements CredentialReader {
  readonly name = 'enrolment';
  readonly via = 'enrolment';

  constructor(
    private readonly tokens: EnrolmentTokens,
    private readonly database: Database,
  ) {}

  recognises({ headers }: FastifyRequest): boolean {
    return ENROLMENT_BEARER.test(headers.authorization ?? '');
  }

  /** @throws invalid_token */
  async read({ headers }: FastifyRequest): Promise<Principal> {
    const [, token] = ENROLMENT_BEARER.exec(headers.authorization ?? '') ?? [];
    const digest = this.tokens.digest(token);
    const [row] = digest ? await this.database.run(authenticateEnrolment, [digest]) : [];
    if (!row) throw refusedToken('the enrolment has ended, or its user is not active');
    return principalOf(row, this.via);
  }
}
