import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { problems } from '@countersign/kernel';
import { OriginPolicy, WebSettings } from '@countersign/web';
import type { FastifyRequest } from 'fastify';
import { RefreshCookie } from './refresh-cookie';

/**
 * Against forged requests from other sites (OWASP CSRF Prevention, "Fetch Metadata" and "Verifying Origin"): a call that
 * brings the refresh cookie comes from our own pages, from an origin of CORS_ORIGINS, or from no browser at all.
 */
@Injectable()
export class CrossSiteGuard implements CanActivate {
  constructor(
    private readonly cookie: RefreshCookie,
    private readonly origins: OriginPolicy,
    private readonly web: WebSettings,
  ) {}

  /** @throws forbidden */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (this.cookie.read(request) === undefined) return true;
    const { origin, 'sec-fetch-site': site } = request.headers;
    const isWelcome = origin !== undefined && this.isWelcome(origin, request);
    if (origin !== undefined && !isWelcome) throw refused('its Origin is neither ours nor in CORS_ORIGINS');
    // Only where the cookie is meant for other sites may one of them, named in CORS_ORIGINS, bring it.
    const mayCross = isWelcome && this.web.COOKIE_SAMESITE === 'none';
    if (site === 'cross-site' && !mayCross) throw refused('it comes from another site');
    return true;
  }

  private isWelcome(origin: string, request: FastifyRequest): boolean {
    return isOwnHost(origin, request.host) || this.origins.allows(origin);
  }
}

/** By host: behind a proxy that ends TLS the service cannot see the scheme that the browser used. */
function isOwnHost(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}

function refused(reason: string) {
  return problems.forbidden({}, { detail: 'A request that carries the cookie must not come from another site.', reason });
}
