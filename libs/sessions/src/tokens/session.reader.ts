import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { CredentialSource, type CredentialReader, type Principal } from '@countersign/web';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../authenticated';
import { authenticate, writeLastUse } from '../sessions.statements';
import { AccessTokenGuard } from './access-token.guard';
import { refusedToken } from './refused-token';

/** The bearer that other readers know by their own prefix (an API key, a temporary or refresh token) is not ours. */
const JWT_BEARER = /^bearer\s+[\w-]+\.[\w-]*\.[\w-]*$/i;

/**
 * Access tokens. The token says which session; its row and the user's, read at every call, say whether it still stands
 * and how strong it is. Hence revoking a session stops its tokens at once, on every instance.
 */
@Injectable()
@CredentialSource()
export class SessionReader implements CredentialReader {
  readonly name = 'session';
  readonly via = 'session';

  constructor(
    private readonly guard: AccessTokenGuard,
    private readonly database: Database,
  ) {}

  recognises({ headers }: FastifyRequest): boolean {
    return JWT_BEARER.test(headers.authorization ?? '');
  }

  /** @throws invalid_token */
  async read(request: FastifyRequest): Promise<Principal> {
    const { sub, sid } = await this.guard.claimsOf(request);
    const [row] = await this.database.run(authenticate, [sid, sub]);
    if (!row) throw refusedToken('the session has ended, or its user is not active');
    if (row.is_unwritten) await this.database.run(writeLastUse, [sid]);
    return principalOf(row, this.via);
  }
}
