import { Injectable, type ExecutionContext } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host';
import { AuthGuard } from '@nestjs/passport';
import { isProblem } from '@countersign/kernel';
import type { FastifyRequest } from 'fastify';
import { AccessTokenStrategy } from './access-token.strategy';
import type { AccessClaims } from './access-tokens';
import { refusedToken } from './refused-token';

/** The passport guard of access tokens, asked by the session reader for one request. */
@Injectable()
export class AccessTokenGuard extends AuthGuard() {
  constructor(strategy: AccessTokenStrategy) {
    super({ defaultStrategy: strategy.registeredName, session: false });
  }

  /** @throws invalid_token; service_unavailable while the keys are not read yet */
  async claimsOf({ headers }: Pick<FastifyRequest, 'headers'>): Promise<AccessClaims> {
    // Passport hangs members of its own on the request: it gets one that holds the headers and nothing else.
    const carrier: { headers: FastifyRequest['headers']; user?: AccessClaims } = { headers };
    await this.canActivate(new ExecutionContextHost([carrier, {}]) as ExecutionContext);
    if (!carrier.user) throw refusedToken('passport says nobody');
    return carrier.user;
  }

  override handleRequest<Claims>(error: unknown, claims: Claims | false | null, info: unknown): Claims {
    for (const problem of [error, info]) if (isProblem(problem)) throw problem;
    if (error) throw refusedToken('the access token could not be read', error);
    if (claims) return claims;
    throw refusedToken(info instanceof Error ? info.message : 'no access token');
  }
}
