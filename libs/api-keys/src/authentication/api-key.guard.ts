import { Injectable, type ExecutionContext } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host';
import { AuthGuard } from '@nestjs/passport';
import type { Principal } from '@countersign/web';
import { ApiKeyStrategy, type KeyRequest } from './api-key.strategy';
import { refusedKey } from './refused-key';

/** The passport guard of API keys, asked by the reader for one request. */
@Injectable()
export class ApiKeyGuard extends AuthGuard() {
  constructor(strategy: ApiKeyStrategy) {
    super({ defaultStrategy: strategy.registeredName, session: false });
  }

  /** @throws invalid_token */
  async principalOf(request: KeyRequest): Promise<Principal> {
    // Passport hangs members of its own on the request: it gets one of its own.
    const carrier: KeyRequest & { user?: Principal } = { ...request };
    await this.canActivate(new ExecutionContextHost([carrier, {}]) as ExecutionContext);
    if (!carrier.user) throw refusedKey('passport says nobody');
    return carrier.user;
  }

  override handleRequest<User>(error: unknown, user: User | false | null): User {
    if (error) throw error;
    if (user) return user;
    throw refusedKey('passport says nobody');
  }
}
