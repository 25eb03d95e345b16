import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Accounts } from '@countersign/accounts';
import { problems } from '@countersign/kernel';
import { clientAddress, CredentialSource, type CredentialReader, type Principal } from '@countersign/web';
import { ApiKeyGuard } from './api-key.guard';
import { presentedKeys, presentsWholeKey } from './presented-key';

/** API keys, in `X-API-Key` or as bearer. The row is read at every call: a revoked key stops at once, on every instance. */
@Injectable()
@CredentialSource()
export class ApiKeyReader implements CredentialReader {
  readonly name = 'key';
  readonly via = 'key';

  constructor(
    private readonly guard: ApiKeyGuard,
    private readonly accounts: Accounts,
  ) {}

  recognises(request: FastifyRequest): boolean {
    return presentedKeys(request).length > 0;
  }

  hasOwnLimit(request: FastifyRequest): boolean {
    return presentsWholeKey(request);
  }

  /** @throws invalid_token */
  read(request: FastifyRequest): Promise<Principal> {
    return this.guard.principalOf({ headers: request.headers, address: clientAddress(request) });
  }

  /** @throws forbidden for a key whose owner is no administrator, not_found */
  async actFor(principal: Principal, reference: string): Promise<Principal> {
    const detail = "Only an administrator's API key acts for other users.";
    if (!principal.key?.isAdmin) throw problems.forbidden({}, { detail });
    const user = await this.accounts.findByReference(reference);
    if (!user) throw problems.not_found({}, { detail: 'There is no such user.' });
    if (!user.isActive) throw problems.forbidden({}, { detail: 'The user is disabled.' });
    return { ...principal, userId: user.id, user };
  }
}
